"""HTML to plain text. What comes out is text and nothing else; whoever shows it escapes it."""

from html.parser import HTMLParser

from . import tidy

MOST = 50_000  # characters of HTML that are read
DROPPED = frozenset(["script", "style", "template", "noscript", "iframe", "object", "svg", "head"])
BLOCKS = frozenset(
    [
        *("p", "div", "br", "hr", "li", "ul", "ol", "dl", "dt", "dd", "table", "tr", "figure"),
        *("blockquote", "section", "article", "header", "footer", "pre", "figcaption"),
        *("h1", "h2", "h3", "h4", "h5", "h6"),
    ]
)


class Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.pieces = []
        self.dropping = []

    def handle_starttag(self, tag, attrs):
        if tag in BLOCKS:
            self.pieces.append("\n")
        if tag in DROPPED:
            self.dropping.append(tag)

    def handle_startendtag(self, tag, attrs):
        if tag in BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag):
        if tag in BLOCKS:
            self.pieces.append("\n")
        if tag in self.dropping:
            del self.dropping[self.dropping.index(tag) :]

    def handle_data(self, data):
        if not self.dropping:
            self.pieces.append(data)


def plain(html: str) -> str:
    """The text that a reader would see, a line for each paragraph, without empty lines."""
    reader = Reader()
    # A line end in the source is a space on the page, and none between two ideographs.
    reader.feed(" ".join(html[:MOST].split()))
    reader.close()
    return lines("".join(reader.pieces))


def lines(text: str) -> str:
    """The text with its lines cleaned and the empty ones left out."""
    cleaned = (tidy.clean(line) for line in tidy.split_lines(text))
    return "\n".join(line for line in cleaned if line)
