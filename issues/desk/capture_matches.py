"""What the newsroom has already of a page that is being gathered."""

from dataclasses import dataclass

from issues import stories
from issues.models import Item
from issues.text import urls


@dataclass(frozen=True)
class Known:
    """An earlier item beside the form. `where`: "issue", "pool" or "rejected"."""

    item: Item
    same_page: bool
    where: str


def matches_of(form, draft=None):
    """What tells the same story, by address or by text, the surest first: a list of Known."""
    title, summary = (form[name].value() or "" for name in ("title", "summary"))
    addresses = {form["source_url"].value() or "", draft.canonical if draft else ""}
    safe = tuple(url for url in addresses if urls.safe_url(url))
    if not title and not safe:
        return []
    found = stories.earlier_for([stories.Draft(title, summary, safe)])[0]
    return [Known(match.item, match.why == "url", where(match.item)) for match in found]


def same_page(form):
    return [known for known in matches_of(form) if known.same_page]


def where(item):
    if item.issue_id:
        return "issue"
    return "rejected" if item.rejected_at else "pool"
