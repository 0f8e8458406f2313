"""Feeds of our own making, and a server that gives them."""

from xml.sax.saxutils import escape

from issues.gathering.fetch import Response

HEAD = '<?xml version="1.0" encoding="utf-8"?>'
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://other.example.com/x/">
<title>示例</title><entry><id>u1</id><title type="text">a &lt; b</title><link href="p/1"/>
<updated>2026-11-20T08:00:00</updated><summary type="html">&lt;p&gt;摘要&lt;/p&gt;</summary>
</entry></feed>"""


def item(title, link, description="", *, guid="", date="2026-11-25 10:00:00"):
    return (
        f"<item><title>{title}</title><link>{link}</link><guid>{guid}</guid>"
        f"<description>{escape(description)}</description><pubDate>{date}</pubDate></item>"
    )


def rss(*items):
    return f'{HEAD}<rss version="2.0"><channel><title>示例</title>{"".join(items)}</channel></rss>'


def many(count, start=1, site="feed.example.com"):
    return rss(
        *(
            item(
                f"{site} 第{n}条：深圳人工智能产业",
                f"https://{site}/{n}.html",
                f"第{n}条的摘要。",
                guid=f"g{n}",
            )
            for n in range(start, start + count)
        )
    )


class Server:
    """Stands for the fetcher: `get` answers with `body` and remembers what it was asked."""

    def __init__(self, body="", status=200, **headers):
        self.body, self.status = body, status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.asked = []

    def get(self, url, *, headers=(), most=0):
        self.asked.append(dict(headers))
        if self.status is None:
            raise self.body
        body = self.body if isinstance(self.body, bytes) else self.body.encode()
        return Response(url, self.status, self.headers, body)
