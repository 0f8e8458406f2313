"""A ParsedIssue as the JSON that `parse_issue` prints."""

from django.conf import settings
from django.db import DatabaseError, connection

from issues import topics
from issues.models import Topic
from issues.text import regions_data

from . import messages, suggest
from .parsed import ParsedIssue, ParsedItem


def as_json(parsed: ParsedIssue) -> dict[str, object]:
    """The document of contract.md. Works without a migrated database: no stored topics then."""
    known = stored_topics()
    return {
        "issue": {
            "number": parsed.number,
            "total_number": parsed.total_number,
            "title": parsed.title,
            "date": parsed.date.isoformat() if parsed.date else None,
            "note": parsed.note,
        },
        "sections": [
            {"name": section.name, "items": [item_json(item, known) for item in section.items]}
            for section in parsed.sections
        ],
        "unplaced": [{"line": row.line, "text": row.text} for row in parsed.unplaced],
        "ledger": dict(parsed.ledger),
    }


def item_json(item: ParsedItem, known: list[Topic]) -> dict[str, object]:
    region = suggest.regions(item, home=settings.HOME_REGION)
    short = {code: regions_data.by_code()[code].short for code in region.candidates}
    existing, proposed = topics.suggest(item.title, item.summary, among=known)
    return {
        "title": item.title,
        "summary": item.summary,
        "source_url": item.source_url,
        "source_urls": list(item.source_urls),
        "source_name": item.source_name,
        "region": short.get(region.best) if region.best else None,
        "regions": list(short.values()),
        "tags": list(item.tags) or [*existing, *proposed],
        "problems": [messages.problem(found) for found in item.problems],
    }


def stored_topics() -> list[Topic]:
    """The team's topics, or none where there is no database yet."""
    try:
        migrated = Topic._meta.db_table in connection.introspection.table_names()
    except DatabaseError:
        return []
    return topics.vocabulary() if migrated else []
