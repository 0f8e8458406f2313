"""Where items stand: 1…n within issue and section, without gaps, written here only.

SQLite checks a unique constraint row by row, so that two items cannot simply swap places:
`arrange` writes the new places as negative numbers first and turns the sign in a second step.
"""

from django.db.models import Case, F, Value, When
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone

from . import announce
from .models import Issue, Item


def layout(issue_id):
    """{section id: [item id, …]} of an issue, in the order of its page."""
    places = {}
    rows = Item.objects.filter(issue_id=issue_id).in_order().values_list("section_id", "pk")
    for section_id, item_id in rows:
        places.setdefault(section_id, []).append(item_id)
    return places


@announce.together()
def arrange(issue_id, places):
    """Makes `places` ({section id: [item id, …]}) the order of the issue.

    Items named here come in from the pool or from another issue, whose gap closes; items of
    the issue that are not named go to the pool. Rows that moved get a new version, and the
    issue too. Returns the ids that moved.
    """
    wanted = {
        item_id: (issue_id, section_id, place)
        for section_id, ids in places.items()
        for place, item_id in enumerate(ids, start=1)
    }
    if len(wanted) != sum(len(ids) for ids in places.values()):
        raise ValueError("an item stands in two places")
    lock({issue_id, *Item.objects.filter(pk__in=wanted).values_list("issue_id", flat=True)})
    rows = Item.objects.filter(pk__in=wanted) | Item.objects.filter(issue_id=issue_id)
    now = {row[0]: row[1:] for row in rows.values_list("pk", "issue_id", "section_id", "position")}
    if missing := wanted.keys() - now.keys():
        raise Item.DoesNotExist(f"no item {min(missing)}")
    leaving = [pk for pk in now if pk not in wanted]
    moved = {pk: place for pk, place in wanted.items() if now[pk] != place}
    to_pool(leaving)
    write(moved)
    touched = {issue_id} if moved or leaving else set()
    left = {now[pk][0] for pk in moved} - {issue_id, None}
    Issue.objects.filter(pk__in=touched | left).update(version=F("version") + 1)
    for other in left:
        close_gaps(other)
    return [*moved, *leaving]


def lock(issue_ids):
    """Issue rows in one order, so that two writers never wait for each other."""
    ids = sorted(pk for pk in issue_ids if pk is not None)
    list(Issue.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))


def to_pool(ids):
    if ids:
        Item.objects.filter(pk__in=ids).update(
            issue=None,
            section=None,
            position=None,
            version=F("version") + 1,
            updated_at=timezone.now(),
        )


def write(moved):
    if not moved:
        return
    rows = Item.objects.filter(pk__in=moved)

    def column(index, field):
        whens = [When(pk=pk, then=Value(place[index])) for pk, place in moved.items()]
        return Case(*whens, output_field=Item._meta.get_field(field).target_field)

    negative = Case(
        *[When(pk=pk, then=Value(-place[2])) for pk, place in moved.items()],
        output_field=Item._meta.get_field("position"),
    )
    rows.update(
        issue=column(0, "issue"),
        section=column(1, "section"),
        position=negative,
        # Whoever places what was rejected has thought better of it.
        rejected_at=None,
        rejected_by=None,
        rejected_why="",
        version=F("version") + 1,
        updated_at=timezone.now(),
    )
    Item.objects.filter(pk__in=moved).update(position=-F("position"))


@announce.together()
def move(item, issue, section, place=None):
    """Puts one item at a place (1 is first, None is last) of a section, or into the pool.

    With `issue` None the item goes to the pool. The instance is brought up to date.
    """
    lock({item.issue_id, issue and issue.pk})
    if issue is None:
        here = item.issue_id
        to_pool([item.pk] if here else [])
        if here:
            close_gaps(here)
    else:
        places = layout(issue.pk)
        for ids in places.values():
            if item.pk in ids:
                ids.remove(item.pk)
        ids = places.setdefault(section.pk, [])
        ids.insert(len(ids) if place is None else max(place, 1) - 1, item.pk)
        arrange(issue.pk, places)
    item.refresh_from_db(fields=["issue", "section", "position", "version", "updated_at"])


def close_gaps(issue_id):
    arrange(issue_id, layout(issue_id))


@receiver(post_delete, sender=Item)
def after_delete(sender, instance, **kwargs):
    """Every way of deleting comes by here, the admin's bulk delete and cascades too."""
    if instance.issue_id is not None:
        close_gaps(instance.issue_id)
