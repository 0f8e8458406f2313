"""Words for rows of imports."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from issues.desk.importing import words
from issues.text import differences

register = template.Library()


@register.filter
def looked_over(row):
    """How many points of a file there are to look at."""
    if not row.doubts:
        return _("ready to store")
    text = ngettext("%(count)s point to look at", "%(count)s points to look at", row.doubts)
    return text % {"count": row.doubts}


@register.filter
def ledger_line(row):
    """How much was understood: sections, items, lines."""
    sections = row.parsed["sections"]
    items = sum(len(section["items"]) for section in sections)
    values = {"sections": len(sections), "items": items, "lines": row.ledger["lines"]}
    return _("%(sections)s sections, %(items)s items, %(lines)s lines") % values


@register.filter
def field_name(name):
    return words.fields([name])


@register.filter
def difference(what):
    return words.DIFFERENCES[what]


@register.filter
def pieces(field):
    return differences.compare(field.before, field.after)
