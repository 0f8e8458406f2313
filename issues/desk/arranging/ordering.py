"""The lists that the arranging page sends, made the order of the issue through placing.py."""

from django.utils.translation import gettext as _

from issues import placing, pool, publishing
from issues.desk.finding import whole_number
from issues.models import Issue, Item, Section

POOL, REJECT = "pool", "reject"


def issue_list(pk):
    """The name of the list that sends rows to another issue."""
    return f"issue-{pk}"


def may_fill(user, issue):
    """Whether the user may put rows into the issue and take them out; None is the pool."""
    if issue is None:
        return True
    return publishing.may(user, "publish" if issue.was_public else "edit", issue)


def not_yours():
    return _("This issue is published: only a chief editor may add items or take them out.")


class Order:
    """`settled` are the ids that stand where they were sent; `moved` those that did move;
    `rejected` the items that were put aside by it."""

    def __init__(self, user, issue, payload):
        self.user, self.issue, self.payload = user, issue, payload
        self.settled, self.moved, self.rejected, self.stale = set(), set(), [], False
        known = set(Section.objects.values_list("pk", flat=True)) if payload.order else set()
        self.lists = {}  # {section id: ids}
        self.away = {}  # {issue id: ids}
        self.pooled, self.aside = set(), set()
        for name, ids in payload.order.items():
            if (section := whole_number(name)) in known:
                self.lists[section] = ids
            elif name == POOL:
                self.pooled.update(ids)
            elif name == REJECT:
                self.aside.update(ids)
            elif name.startswith("issue-") and (other := whole_number(name[6:])) is not None:
                self.away[other] = ids
        # {item id: ("section" | "issue" | "pool" | "reject", its key)}
        self.named = {
            pk: place
            for place, ids in (
                *((("section", key), ids) for key, ids in self.lists.items()),
                *((("issue", key), ids) for key, ids in self.away.items()),
                ((POOL, None), self.pooled),
                ((REJECT, None), self.aside),
            )
            for pk in ids
        }

    def lock(self):
        """Every issue that a row may come from or go to, in one order."""
        rows = Item.objects.filter(pk__in=self.named).order_by().distinct()
        placing.lock({self.issue.pk, *self.away, *rows.values_list("issue_id", flat=True)})
        self.issue.refresh_from_db()

    def settle(self):
        """Moves what may move; yields (id, why, sentence) for each row that may not."""
        if not self.named:
            return
        layout = placing.layout(self.issue.pk)
        if self.payload.version != self.issue.version and self.is_of_the_order(layout):
            # An answer that was lost on its way, and the same order sent again?
            if self.is_done(layout):
                self.settled = self.payload.moved.keys() & self.named.keys()
            else:
                self.stale = True
            return
        rows = {item.pk: item for item in self.rows()}
        refused = dict(self.refusals(rows, layout))
        yield from ((pk, *reason) for pk, reason in refused.items())
        self.write(layout, rows, refused)

    def rows(self):
        return Item.objects.filter(pk__in=self.named).select_related("issue", "section")

    def is_of_the_order(self, layout):
        """Whether it touches the issue: rows that only leave the pool cannot be out of order."""
        inside = {pk for ids in layout.values() for pk in ids}
        return bool(self.lists or self.away or inside & self.named.keys())

    def is_done(self, layout):
        rows = {item.pk: item for item in self.rows()}
        return all(layout.get(section, []) == ids for section, ids in self.lists.items()) and all(
            self.stands(rows.get(pk), *place) for pk, place in self.named.items()
        )

    def stands(self, item, kind, key):
        """Whether an item is where it was sent; the places within sections are in the layout."""
        if item is None or kind == "section":
            return item is not None
        if kind == "issue":
            return item.issue_id == key
        return item.rejected_at is not None if kind == REJECT else item.issue_id != self.issue.pk

    def refusals(self, rows, layout):
        """{id: (why, sentence)} of rows that cannot go where they were sent."""
        others = Issue.objects.in_bulk([pk for pk in self.away if pk != self.issue.pk])
        inside = {pk for ids in layout.values() for pk in ids}
        into = {pk: self.issue for ids in self.lists.values() for pk in ids}
        into |= {pk: others.get(other) for other, ids in self.away.items() for pk in ids}
        for pk in self.named:
            item = rows.get(pk)
            if item is None:
                yield pk, ("gone", _("This item has been deleted."))
                continue
            if self.is_there(item, into.get(pk)):
                continue
            if pk not in inside and self.taken(item):
                yield pk, ("stale", _("Somebody else has put this item elsewhere."))
            elif pk in self.aside:
                if refusal := self.not_rejected(item):
                    yield pk, refusal
            elif pk not in self.pooled and into.get(pk) is None:
                yield pk, ("gone", _("This issue has been deleted."))
            elif not (may_fill(self.user, item.issue) and may_fill(self.user, into.get(pk))):
                yield pk, ("invalid", not_yours())

    def is_there(self, item, issue):
        """Whether the row need not leave where it is; the pool names many that it only shows."""
        if item.pk in self.aside:
            return item.rejected_at is not None
        if item.pk in self.pooled:
            return item.issue_id != self.issue.pk and item.pk not in self.payload.moved
        return issue is not None and item.issue_id == issue.pk

    def taken(self, item):
        """Whether a row from outside is no longer where the page saw it."""
        elsewhere = item.issue_id is not None or item.rejected_at is not None
        return elsewhere and self.payload.moved.get(item.pk) != item.version

    def not_rejected(self, item):
        """Why the item cannot be put aside, or None: who rejects it has read this text of it."""
        if item.issue_id not in (None, self.issue.pk):
            return "stale", _("Somebody else has put this item elsewhere.")
        if not may_fill(self.user, item.issue):
            return "invalid", not_yours()
        if self.payload.moved.get(item.pk) != item.version:
            return "changed", pool.stays(item)
        if not self.payload.why.get(item.pk, "").strip():
            return "invalid", pool.no_reason()
        return None

    def write(self, layout, rows, refused):
        goes = {pk: place for pk, place in self.named.items() if pk not in refused}
        places = {
            section: [pk for pk in ids if pk not in goes or goes[pk] == ("section", section)]
            for section, ids in layout.items()
        }
        for section, ids in self.lists.items():
            new = [pk for pk in ids if pk in goes]
            # What the list does not name stays, at its end: nothing is lost by a message.
            kept = [pk for pk in layout.get(section, []) if pk not in goes]
            places[section] = new + kept
        self.leave(rows, goes)
        written = placing.arrange(self.issue.pk, places)
        self.reject([pk for pk, place in goes.items() if place[0] == REJECT])
        self.moved = self.payload.moved.keys() & goes.keys() or set(written)
        self.settled = self.moved | set(written)

    def leave(self, rows, goes):
        """Rows that go to another issue, or from another one to the pool.

        They come to the end of the same section; out of the pool, of the first one.
        """
        first = Section.objects.filter(standing=True).first()
        others = Issue.objects.in_bulk(self.away)
        for pk, (kind, key) in goes.items():
            item = rows[pk]
            if kind == POOL and item.issue_id not in (None, self.issue.pk):
                if pk in self.payload.moved:
                    placing.move(item, None, None)
            elif kind == POOL and item.rejected_at and pk in self.payload.moved:
                pool.restore({pk: item.version}, user=self.user)
            elif kind == "issue" and item.issue_id != key:
                placing.move(item, others[key], item.section or first)

    def reject(self, ids):
        """What stands in the issue has come to the pool by now, in a version of its own."""
        versions = dict(Item.objects.pool().filter(pk__in=ids).values_list("pk", "version"))
        by_reason = {}
        for pk in versions:
            by_reason.setdefault(self.payload.why[pk], {})[pk] = versions[pk]
        for why, wanted in by_reason.items():
            self.rejected += pool.reject(wanted, why, user=self.user).done
