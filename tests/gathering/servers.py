"""Sites on loopback that answer as they are told, byte for byte."""

import socketserver
import ssl
import threading
from contextlib import contextmanager

TLS_HELLO = b"\x16"


class Site(socketserver.ThreadingTCPServer):
    """`pages` {path: bytes to send, or a function that is given the socket}; `asked`: requests."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self, pages):
        super().__init__(("127.0.0.1", 0), Visit)
        self.pages, self.asked, self.closing = pages, [], threading.Event()
        self.tls = None

    @property
    def port(self):
        return self.server_address[1]

    def speak_tls(self, certificate):
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(certificate)

    def get_request(self):
        sock, address = super().get_request()
        return (self.tls.wrap_socket(sock, server_side=True) if self.tls else sock), address

    def handle_error(self, request, client_address):
        """Fetchers that have had enough hang up in the middle."""


class Visit(socketserver.BaseRequestHandler):
    def handle(self):
        request = b""
        while b"\r\n\r\n" not in request:
            more = self.request.recv(4096)
            if not more or more.startswith(TLS_HELLO):
                return
            request += more
        self.server.asked.append(request.decode("latin-1"))
        path = request.split()[1].decode("ascii")
        page = self.server.pages.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        if callable(page):
            page(self.request, self.server.closing)
        else:
            self.request.sendall(page)


@contextmanager
def site(pages, *, certificate=None):
    server = Site(pages)
    if certificate:
        server.speak_tls(certificate)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


def answer(body=b"", status="200 OK", **headers):
    """A whole answer; header names are written with _ for -."""
    lines = [f"HTTP/1.1 {status}"]
    headers = {"Content-Length": len(body), "Content-Type": "text/html; charset=utf-8"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    lines += [f"{name}: {value}" for name, value in headers.items() if value is not None]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def moved(where, status="302 Found"):
    return answer(status=status, Location=where)


def endless(head, piece, pause=0.0):
    """Sends the piece again and again until the other side hangs up."""

    def send(sock, closing):
        sock.sendall(head)
        while not closing.wait(pause) if pause else not closing.is_set():
            sock.sendall(piece)

    return send


def silent(sock, closing):
    closing.wait(30)
