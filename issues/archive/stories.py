"""来龙去脉: the items that follow each other across issues."""

from django.db.models.expressions import RawSQL

from issues.models import Item

# From the item back to where the story began, and from there on to all that followed. UNION
# drops rows seen before, so that even a circle ends. The same on SQLite and PostgreSQL.
STORY = """
WITH RECURSIVE
  back(id, follows_id) AS (
    SELECT id, follows_id FROM issues_item WHERE id = %s
    UNION
    SELECT earlier.id, earlier.follows_id
    FROM issues_item earlier JOIN back ON earlier.id = back.follows_id
  ),
  story(id) AS (
    SELECT id FROM back
    UNION
    SELECT later.id FROM issues_item later JOIN story ON later.follows_id = story.id
  )
SELECT id FROM story
"""


def story_of(item):
    """The published items of the item's story, oldest first, itself among them; one query."""
    rows = Item.objects.published().filter(pk__in=RawSQL(STORY, [item.pk]))
    return list(
        rows.order_by("issue__date", "issue__number", "section__order", "section_id", "position")
        .select_related("issue", "section")
        .only("title", "issue__number", "issue__date", "section__name")
    )
