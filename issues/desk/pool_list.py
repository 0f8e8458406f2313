"""What the pool's page shows: the rows that its address asks for, and the choices beside them."""

from collections import Counter
from dataclasses import asdict, dataclass, fields
from urllib.parse import urlencode

from django.db.models import Count, F, Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from issues import pool, stories
from issues.gathering.publishers import domains
from issues.models import Issue, Item, Publisher, Section, Topic
from issues.text import tidy

from . import filters
from .finding import whole_number
from .item_search import found
from .marks import LABELS, marks

PER_PAGE = 50
EXCERPT = 140  # characters
MOST_CHOICES = 30
MOST_DRAFTS = 8
LOOKED_THROUGH = 300  # items of the pool, the newest, that are compared with what ran
FEED, BY_HAND = "s", "hand"
RAN = {"no": gettext_lazy("did not run yet"), "yes": gettext_lazy("ran already")}


@dataclass(frozen=True)
class Asked:
    """The parameters of the page's address, as text; those that mean nothing are empty."""

    q: str = ""
    source: str = ""
    region: str = ""
    topic: str = ""
    ran: str = ""
    issue: str = ""
    page: str = "1"

    @property
    def narrowed(self):
        return any((self.q, self.source, self.region, self.topic, self.ran))

    def link(self, **changes):
        """The query of an address, on the first page unless `page` is given."""
        values = asdict(self) | {"page": "1"} | changes
        given = {name: value for name, value in values.items() if value}
        if given.get("page") == "1":
            del given["page"]
        return f"?{urlencode(given)}" if given else "?"


def read(params):
    """Asked from the parameters of a request, each looked at before a database sees it."""
    names = [field.name for field in fields(Asked)]
    values = {name: params.get(name, "").replace("\0", "").strip()[:200] for name in names}
    if not whole_number(values["page"]) or len(values["page"]) > 6:
        values["page"] = "1"
    if filters.within(values["region"]) is None:
        values["region"] = ""
    if values["ran"] not in RAN:
        values["ran"] = ""
    if whole_number(values["issue"]) is None:
        values["issue"] = ""
    return Asked(**values)


def rows(asked):
    """(the rows in their order, notes for the editor)."""
    items, notes = Item.objects.pool(), []
    if asked.q:
        ids, notes = found(asked.q)
        items = items.filter(pk__in=ids)
    for condition in (
        origin(asked.source),
        filters.within(asked.region) if asked.region else None,
        filters.about(asked.topic) if asked.topic else None,
    ):
        if condition is not None:
            items = items.filter(condition)
    if asked.ran:
        items = by_ran(items, asked.ran)
        notes.append(
            _("Looked through the newest %(count)d items that fit.") % {"count": LOOKED_THROUGH}
        )
    return items.order_by("-pk"), notes


def origin(value):
    """s:12 is a feed, hand what came from no feed, p:新华社 a publisher."""
    kind, _colon, name = value.partition(":")
    if kind == BY_HAND:
        return Q(source=None)
    if kind == FEED:
        number = whole_number(name)
        return Q(pk=None) if number is None else Q(source=number)
    return Q(source_name=name) if kind == "p" else None


def by_ran(items, ran):
    newest = list(items.order_by("-pk").defer("remarks")[:LOOKED_THROUGH])
    matches = stories.of_items(newest)
    there = [pk for pk, found in matches.items() if any(match.item.issue_id for match in found)]
    looked = [item.pk for item in newest]
    return items.filter(pk__in=there if ran == "yes" else set(looked) - set(there))


def page_of(items, number):
    """(rows of the page with all that is shown of them, pager)."""
    rows = items.select_related("region", "source__section").with_topics().defer("remarks")
    listed, pager = plain_page(rows, number)
    dress(listed)
    return listed, pager


def plain_page(rows, number):
    total = rows.count()
    pages = max(1, -(-total // PER_PAGE))
    number = min(number, pages)
    start = (number - 1) * PER_PAGE
    return list(rows[start : start + PER_PAGE]), Pager(total, pages, number)


@dataclass(frozen=True)
class Pager:
    total: int
    pages: int
    number: int

    @property
    def before(self):
        return str(self.number - 1) if self.number > 1 else ""

    @property
    def after(self):
        return str(self.number + 1) if self.number < self.pages else ""


def dress(listed):
    """Gives the rows their marks, age, excerpt and proposed section; five queries for all."""
    now = timezone.localtime()
    matches = stories.of_items(listed)
    usual = usual_sections(listed)
    for item in listed:
        item.lacks = [mark for mark in marks(item) if mark != LABELS["topic"]]
        item.ran = once(ran_of(match) for match in matches[item.pk])
        item.age = age(item.source_time or item.created_at, now)
        item.excerpt = excerpt(item.summary)
        item.proposed = (item.source and item.source.section) or usual.get(item.pk)


def once(marked):
    """The surest item of each mark: five alike in the pool are one mark."""
    kept = {}
    for text, item in marked:
        kept.setdefault(text, item)
    return list(kept.items())


def ran_of(match):
    """(text, item) of an earlier one that stands in an issue or waits here as well."""
    item, same = match.item, match.why == "url"
    if item.issue_id is None:
        if item.rejected_at:
            text = _("rejected before") if same else _("the like was rejected")
        else:
            text = _("twice in the pool") if same else _("the like is in the pool")
        return text, item
    names = {"number": item.issue.number}
    if item.issue.status == Issue.Status.DRAFT:
        text = _("in issue %(number)s") if same else _("the like is in issue %(number)s")
    else:
        text = _("ran in issue %(number)s") if same else _("the like ran in issue %(number)s")
    return text % names, item


def usual_sections(listed):
    """{item id: Section} by the register of publishers, where it names one."""
    hosts = {item.pk: domains(item.source_url) for item in listed if item.source_url}
    every = {domain for closest_first in hosts.values() for domain in closest_first}
    named = Publisher.objects.filter(domain__in=every).exclude(section=None)
    known = {row.domain: row.section for row in named.select_related("section")}
    return {
        pk: known[domain]
        for pk, closest_first in hosts.items()
        for domain in reversed(closest_first)
        if domain in known
    }


def excerpt(summary):
    text = tidy.join(summary.split("\n"))
    return text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1]}…"


def age(time, now):
    """今天 11:20, 昨天 17:05, 12月16日, 2023年12月16日: as close as an editor needs it."""
    time = timezone.localtime(time)
    days = (now.date() - time.date()).days
    clock = formats.date_format(time, "TIME_FORMAT")
    if days == 0:
        return _("today %(time)s") % {"time": clock}
    if days == 1:
        return _("yesterday %(time)s") % {"time": clock}
    if time.year == now.year:
        return _("%(month)d/%(day)d") % {"month": time.month, "day": time.day}
    return formats.date_format(time, "DATE_FORMAT")


# --- the choices ---


def choices(asked):
    """The filters with what the pool holds of each, most first: [(name, label, options)]."""
    there = Item.objects.pool()
    return [
        ("source", _("source"), with_chosen(origins(there), asked.source)),
        ("region", _("region"), filters.regions_of(there, asked.region)),
        ("topic", _("topic"), with_chosen(topics(there), asked.topic)),
        ("ran", _("already ran"), list(RAN.items())),
    ]


def with_chosen(options, chosen):
    """A choice that is no longer offered is shown all the same: it is in force."""
    if chosen and chosen not in dict(options):
        options.append((chosen, chosen.partition(":")[2] or chosen))
    return options


def origins(there):
    """Feeds, then publishers that are not the name of one, then what came in by hand."""
    counts = there.values_list("source", "source__name", "source_name").annotate(n=Count("pk"))
    feeds, publishers, by_hand = Counter(), Counter(), 0
    for feed, feed_name, publisher, number in counts.order_by():
        if feed:
            feeds[f"{FEED}:{feed}", feed_name] += number
        else:
            by_hand += number
        if publisher and publisher != feed_name:
            publishers[f"p:{publisher}", publisher] += number
    rows = [*feeds.most_common(MOST_CHOICES), *publishers.most_common(MOST_CHOICES)]
    if by_hand:
        rows.append(((BY_HAND, _("from no feed")), by_hand))
    return [(value, f"{name} ({number})") for (value, name), number in rows]


def topics(there):
    used = Topic.objects.filter(item_topics__content_object__in=there)
    counted = used.annotate(n=Count("item_topics")).order_by("-n", "name")[:MOST_CHOICES]
    return [(topic.slug, f"{topic.name} ({topic.n})") for topic in counted]


# --- where to ---


def targets(asked):
    """(drafts, the chosen one or None): the latest is the current issue."""
    drafts = list(pool.drafts()[:MOST_DRAFTS])
    chosen = whole_number(asked.issue)
    return drafts, next((d for d in drafts if d.number == chosen), drafts[0] if drafts else None)


def sections(drafts):
    """The sections to choose from, and {issue id: {section id: number of items}}."""
    ids = [draft.pk for draft in drafts]
    used = Item.objects.filter(issue__in=ids).values_list("issue", "section")
    counts = {pk: {} for pk in ids}
    for issue, section, number in used.annotate(n=Count("pk")).order_by():
        counts[issue][section] = number
    placed = {section for row in counts.values() for section in row}
    return list(Section.objects.filter(Q(standing=True) | Q(pk__in=placed))), counts


def rejected():
    rows = Item.objects.rejected().select_related("rejected_by", "source")
    return rows.order_by(F("rejected_at").desc(), "-pk").defer("remarks")


def said(done, sentence):
    """A sentence for each thing that happened to the rows of a pool.Sorted."""
    parts = [sentence] if done.done else []
    parts += [pool.stays(item) for item in done.stale]
    if done.gone:
        text = ngettext(
            "%(count)d item is no longer there.",
            "%(count)d items are no longer there.",
            len(done.gone),
        )
        parts.append(text % {"count": len(done.gone)})
    return parts
