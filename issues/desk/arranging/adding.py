"""Quick add: titles or addresses, one a line, become items without leaving the page."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from issues import placing, topics
from issues.gathering import pages
from issues.gathering.refusals import Refused
from issues.models import Item
from issues.text import tidy, urls

from . import texts

LINES_MAX = 50
# Each takes seconds; the page's script sends one line at a time.
READ_MAX = 5
ADDRESS = re.compile(r"https?://[^\s，。；、]+")


@dataclass
class Line:
    """A line that was typed, the item that it becomes, its topics, and what to tell of it."""

    text: str
    item: Item
    topics: tuple[str, ...] = ()
    problem: str = ""


def read(text):
    """(Lines, lines that are too many) of what was typed.

    An address beside a title is its source. An address alone is fetched, as on the capture
    page, and the page says the rest; so this is never called in a transaction.
    """
    typed = [line.strip() for line in text.splitlines() if line.strip()]
    found, left = [], READ_MAX
    for line in typed[:LINES_MAX]:
        address = ADDRESS.search(line)
        url = address[0] if address else ""
        title = tidy.clean(line.replace(url, " ") if url else line)
        if title or not left:
            found.append(Line(line, Item(title=title or to_be_written(url), source_url=url)))
        else:
            left -= 1
            found.append(from_page(line, url))
    return found, typed[LINES_MAX:]


def to_be_written(url):
    return _("To be written: %(host)s") % {"host": urls.host(url) or url}


def from_page(line, url):
    draft = pages.draft_of(url)
    item = Item(
        title=draft.title or to_be_written(url),
        summary=draft.summary,
        source_url=url,
        source_name=draft.source_name,
        source_date=draft.source_date,
        region_id=draft.region or None,
    )
    problem = f"{Refused(draft.problem).sentence} {url[:60]}" if draft.problem else ""
    return Line(line, item, draft.topics, problem)


def add(request, issue, section, lines, too_many=()):
    """Stores the items of Lines: at the end of the section, or in the pool when it is None.

    Returns (items, problems, left): the second in sentences, the third the lines that were not
    taken. To be called in a transaction that holds the issue.
    """
    made, problems, left = [], [], list(too_many)
    if left:
        problems.append(_("Only the first %(most)d lines were taken.") % {"most": LINES_MAX})
    for line in lines:
        try:
            line.item.full_clean()
        except ValidationError as error:
            problems.append(f"{line.text[:60]}：{' '.join(error.messages)}")
            left.append(line.text)
            continue
        store(request, line, issue, section)
        made.append(line.item)
        problems += [line.problem] if line.problem else []
    return made, problems, left


def store(request, line, issue, section):
    item = line.item
    item.added_by = request.user
    item.save()
    # The page proposes none that is not there already.
    topics.put(item, topics.ensure(line.topics)[0])
    texts.item_admin().log_addition(request, item, [{"added": {}}])
    if section is not None:
        placing.move(item, issue, section)
