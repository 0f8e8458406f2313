"""Undoing the compression of an answer without ever holding more than was allowed."""

import zlib

import brotli

LAYERS = 2  # gzip over gzip happens; more is a trick
MEMBERS = 32


class TooLarge(Exception):
    pass


class Spoilt(Exception):
    """It is not what its Content-Encoding says, or it breaks off."""


def unpacked(body, encodings, most):
    """The bytes after undoing the encodings, last first. Raises TooLarge or Spoilt."""
    names = [name.strip().lower() for name in encodings.split(",")]
    names = [name for name in names if name not in ("", "identity")]
    if len(names) > LAYERS or not all(name in DECODERS for name in names):
        raise Spoilt(encodings[:40])
    for name in reversed(names):
        try:
            # An answer to a condition (304) names an encoding and has no body.
            body = DECODERS[name](body, most + 1) if body else b""
        except (EOFError, zlib.error, brotli.error) as error:
            raise Spoilt(name) from error
        if len(body) > most:
            raise TooLarge
    return body


def gunzip(body, most):
    """One member after the other, as files of logs are written; thousands of them are a trick."""
    out = b""
    for _member in range(MEMBERS):
        decoder = zlib.decompressobj(16 + zlib.MAX_WBITS)
        out += inflated(decoder, body, most - len(out))
        body = decoder.unused_data.lstrip(b"\0")
        if not body or len(out) >= most:
            return out
    raise EOFError


def inflate(body, most):
    """With the head of zlib, as the standard says, or without, as many servers do."""
    try:
        return inflated(zlib.decompressobj(), body, most)
    except zlib.error:
        return inflated(zlib.decompressobj(-zlib.MAX_WBITS), body, most)


def inflated(decoder, body, most):
    out = decoder.decompress(body, most)
    if len(out) < most and not decoder.eof:
        raise EOFError
    return out


def unbrotli(body, most):
    decoder = brotli.Decompressor()
    out = decoder.process(body, output_buffer_limit=most)
    while len(out) < most and not decoder.is_finished():
        more = decoder.process(b"", output_buffer_limit=most - len(out))
        if not more:
            raise EOFError
        out += more
    return out


DECODERS = {"gzip": gunzip, "x-gzip": gunzip, "deflate": inflate, "br": unbrotli}
