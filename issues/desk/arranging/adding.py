"""Quick add: titles or addresses, one a line, become items without leaving the page."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from issues import placing
from issues.models import Item
from issues.text import tidy, urls

from . import texts

LINES_MAX = 50
ADDRESS = re.compile(r"https?://[^\s，。；、]+")


def add(request, issue, section, text):
    """Makes an item of each line: at the end of the section, or in the pool when it is None.

    An address beside a title is its source; an address alone is title and source until
    somebody writes one. Returns (items, problems, left): the second in sentences, the third
    the lines that were not taken. To be called in a transaction that holds the issue.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    made, problems, left = [], [], lines[LINES_MAX:]
    if left:
        problems.append(_("Only the first %(most)d lines were taken.") % {"most": LINES_MAX})
    for line in lines[:LINES_MAX]:
        item = from_line(line)
        try:
            item.full_clean()
        except ValidationError as error:
            problems.append(f"{line[:60]}：{' '.join(error.messages)}")
            left.append(line)
            continue
        item.save()
        texts.item_admin().log_addition(request, item, [{"added": {}}])
        if section is not None:
            placing.move(item, issue, section)
        made.append(item)
    return made, problems, left


def from_line(line):
    found = ADDRESS.search(line)
    url = found[0] if found else ""
    title = tidy.clean(line.replace(url, " ") if url else line)
    if not title:
        title = _("To be written: %(host)s") % {"host": urls.host(url) or url}
    return Item(title=title, source_url=url)
