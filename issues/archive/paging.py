import re
from dataclasses import dataclass

from django.http import Http404

SIZE = 20
PAGE = re.compile("[1-9][0-9]{0,6}")


@dataclass(frozen=True)
class Page:
    number: int
    size: int
    total: int

    @property
    def last(self):
        return max(1, -(-self.total // self.size))

    @property
    def start(self):
        return (self.number - 1) * self.size

    @property
    def stop(self):
        return min(self.start + self.size, self.total)

    @property
    def first(self):
        return self.start + 1

    @property
    def previous(self):
        return self.number - 1

    @property
    def next(self):
        return self.number + 1 if self.number < self.last else 0

    def cut(self, rows):
        return rows[self.start : self.start + self.size]


def page_of(request, total, size=SIZE):
    """The page the address asks for. Http404 for anything but a page that there is."""
    asked = request.GET.get("page", "1")
    page = Page(int(asked) if PAGE.fullmatch(asked) else 0, size, total)
    if not 1 <= page.number <= page.last:
        raise Http404
    return page
