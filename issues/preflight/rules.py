"""The rules that look at one item. Each is a function with a name; none asks the database."""

from collections.abc import Iterator
from itertools import groupby

from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from issues.gathering.refusals import SENTENCES
from issues.models import Item, Region
from issues.text import copy, house, places, regions_data, slugs, tidy, urls
from issues.text.fault import Fault
from issues.text.gazetteer import Role, find

from .findings import Finding, Fix, Piece, place_of
from .subject import Subject

# Where no past says what is usual.
LENGTHS = {"title": (6, 90), "summary": (18, 500)}
AROUND = 8  # characters shown on either side of a fault
SHOWN = 3  # faults of one kind that are shown
FAILURES = 2  # in a row, before a link is called dead
FEW = 3  # items with the same fault that are named one by one
WHOLE_COUNTRY = ("CN", "100000", "001")
SHORTENERS = """
t.cn dwz.cn url.cn w.url.cn suo.im mrw.so dwz.win u.nu 3.cn c1ns.cn t.co bit.ly goo.gl tinyurl.com
ow.ly is.gd buff.ly rb.gy cutt.ly t.ly lnkd.in
"""
SHORT_HOSTS = frozenset(SHORTENERS.split())
FAULTS = {
    "unpaired": gettext_lazy("A bracket or quotation mark lacks its other half."),
    "nested": gettext_lazy("Inside “” stands ‘’, inside 《》 stands 〈〉."),
    "halfwidth": gettext_lazy("Punctuation of half width stands in Chinese text."),
    "fullwidth": gettext_lazy("Letters or digits have full width."),
    "placeholder": gettext_lazy("Something was to be filled in here."),
    "doubled": gettext_lazy("A word or sign stands twice."),
    "spaces": gettext_lazy("There is a space that Chinese does not have."),
    "leftover": gettext_lazy("A label, mark-up or broken character was left over."),
    "invisible": gettext_lazy("There is a character that nobody sees."),
    "radical": gettext_lazy("A radical stands for the character that looks the same."),
    "traditional": gettext_lazy("There are traditional characters."),
    "date": gettext_lazy("There is no such day."),
    "unfinished": gettext_lazy("The summary does not end like a sentence."),
    "title_stop": gettext_lazy("A title ends without a full stop or comma."),
    "house_style": gettext_lazy("The house style writes this otherwise."),
}


def no_title(item: Item, subject: Subject) -> Iterator[Finding]:
    if not any(map(str.isalnum, item.title)):
        message = _("An item without a title cannot be published.")
        yield Finding("no_title", message, item, field="title", basis=item.title)


def bad_url(item: Item, subject: Subject) -> Iterator[Finding]:
    for name, found in (("source_url", [item.source_url]), ("other_sources", item.other_lines)):
        for url in found:
            if url and not urls.safe_url(url):
                message = _("No reader may be sent to this address: %(url)s") % {"url": url[:80]}
                yield Finding("bad_url", message, item, field=name, basis=url)


def no_summary(item: Item, subject: Subject) -> Iterator[Finding]:
    if not item.summary.strip():
        message = _("Readers will see the title alone.")
        yield Finding("no_summary", message, item, field="summary")


def no_source(item: Item, subject: Subject) -> Iterator[Finding]:
    if not item.source_url:
        named = item.source_name.strip()
        message = (
            _("A publisher is named, but there is no link.")
            if named
            else _("No link, no publisher.")
        )
        yield Finding("no_source", message, item, field="source_url", basis=named)


def no_region(item: Item, subject: Subject) -> Iterator[Finding]:
    if item.region_id is None:
        found = places.suggest(item.title, item.summary, home=settings.HOME_REGION)
        known = [subject.regions[code] for code in found.candidates if code in subject.regions]
        message = _("A search by region will not find it.")
        fixes = tuple(set_region(region) for region in known[:2])
        yield Finding("no_region", message, item, field="region", fixes=fixes)


def other_region(item: Item, subject: Subject) -> Iterator[Finding]:
    """The title names a place, and neither title nor summary one that the region has to do with."""
    if item.region is None or item.region_id in WHOLE_COUNTRY:
        return
    in_title, in_summary = find(item.title, item.summary, settings.HOME_REGION)
    # A country further on may be a manner: 改用荷兰钟.
    named = [
        one.code
        for one in in_title
        if one.role is Role.PLACE or (one.role is Role.COUNTRY and one.start == 0)
    ]
    own = item.region.path_codes
    spoken = {code for one in (*in_title, *in_summary) for code in one.codes}
    if not named or any(touches(code, own) for code in spoken):
        return
    best = places.suggest(item.title, item.summary, home=settings.HOME_REGION).best
    message = _("The title speaks of %(place)s; the region is %(region)s.") % {
        "place": places.region_short(named[0]),
        "region": item.region.short_name,
    }
    fixes = (set_region(subject.regions[best]),) if best in subject.regions else ()
    basis = f"{item.region_id} {item.title}"
    yield Finding("other_region", message, item, field="region", basis=basis, fixes=fixes)


def touches(code: str, path: list[str]) -> bool:
    """Whether a place lies in the region of this path, or the region in the place."""
    return code in path or path[-1] in regions_data.ancestors(code)


def no_topic(item: Item, subject: Subject) -> Iterator[Finding]:
    if item.pk in subject.untagged and len(subject.untagged) <= FEW:
        yield Finding("no_topic", _("A search by topic will not find it."), item, field="topics")


def short_link(item: Item, subject: Subject) -> Iterator[Finding]:
    for name, found in (("source_url", [item.source_url]), ("other_sources", item.other_lines)):
        for url in found:
            if urls.host(url) in SHORT_HOSTS:
                message = _("Nobody sees where it leads, and it may end any day.")
                yield Finding("short_link", message, item, field=name, basis=url)


def wrong_day(item: Item, subject: Subject) -> Iterator[Finding]:
    if subject.issue is None:
        return
    day = subject.issue.date
    # Of many, wholes.py makes one.
    few = subject.odd_days if len(subject.odd_days) <= FEW else {}
    for name, start, end in few.get(item.pk, ()):
        text = getattr(item, name)
        message = _("“%(day)s” does not fit an issue of %(date)s.") % {
            "day": text[start:end],
            "date": formats.date_format(day, "DATE_FORMAT"),
        }
        quote = text[max(0, start - AROUND) : end + AROUND]
        basis = f"{text} {day}"
        yield Finding("wrong_day", message, item, field=name, basis=basis, quote=quote)
    if item.source_date and item.source_date > day:
        message = _("The source is dated later than the issue.")
        basis = f"{item.source_date} {day}"
        yield Finding("wrong_day", message, item, field="source_date", basis=basis)


def set_region(region: Region) -> Fix:
    return Fix(_("Set to %(region)s") % {"region": region.short_name}, "region", region.pk)


def not_home(item: Item, subject: Subject) -> Iterator[Finding]:
    """In 省内资讯, and of no place in the home province."""
    section = item.section
    if section is None or item.region is None:
        return
    if not (section.slug == "province" or "省内" in section.name):
        return
    if settings.HOME_REGION not in item.region.path_codes:
        home = regions_data.by_code()[settings.HOME_REGION].short
        message = _("The section is for %(home)s; the region is %(region)s.") % {
            "home": home,
            "region": item.region.short_name,
        }
        basis = f"{item.region_id} {item.section_id}"
        yield Finding("not_home", message, item, field="region", basis=basis)


def told_before(item: Item, subject: Subject) -> Iterator[Finding]:
    for match in subject.matches.get(item.pk, ()):
        other = match.item
        if other.issue is None or linked(item, other):
            continue
        same_issue = other.issue_id == item.issue_id
        if same_issue and not stands_behind(item, other):
            continue
        number = _("Issue %(number)s") % {"number": other.issue.number}
        where = place_of(other) if same_issue else f"{number} {place_of(other)}"
        if match.why == "url":
            code, message = "repeated_url", _("The same link: %(where)s") % {"where": where}
        else:
            code, message = "told_before", _("Likely the same story: %(where)s") % {"where": where}
        fixes = () if same_issue else (Fix(_("Set as follow-up of this"), "follows", other.pk),)
        yield Finding(
            code,
            message,
            item,
            field="source_url" if match.why == "url" else "title",
            basis="\n".join(map(str, (item.title, item.source_url, other.pk, other.title))),
            other=other,
            fixes=fixes,
        )
        return


def linked(item: Item, other: Item) -> bool:
    """One follows the other, or both follow the same."""
    return (
        other.pk == item.follows_id
        or other.follows_id == item.pk
        or (item.follows_id is not None and item.follows_id == other.follows_id)
    )


def stands_behind(item: Item, other: Item) -> bool:
    """Of two in one issue the second one is the repeat."""
    mine, theirs = ((i.section.order, i.section_id, i.position) for i in (item, other))
    return mine > theirs


def dead_link(item: Item, subject: Subject) -> Iterator[Finding]:
    state = subject.links.get(urls.key(item.source_url)) if item.source_url else None
    if state is None or state.failures < FAILURES:
        return
    names = {"times": state.failures, "problem": state.status or SENTENCES[state.problem]}
    if state.alive_at:
        when = formats.date_format(timezone.localtime(state.alive_at), "DATETIME_FORMAT")
        message = _("It did not open %(times)s times (%(problem)s); it last did at %(when)s.")
        message %= {**names, "when": when}
    else:
        message = _("It did not open %(times)s times in a row (%(problem)s).") % names
    yield Finding("dead_link", message, item, field="source_url", basis=item.source_url)


def length(item: Item, subject: Subject) -> Iterator[Finding]:
    for name, text in (("title", item.title.strip()), ("summary", item.summary.strip())):
        least, most = LENGTHS[name]
        if usual := subject.lengths.get(name):
            least, most = min(least, usual[0]) or usual[0], max(most, usual[1])
        size = len(text)
        if text and not least <= size <= most:
            kind = "short" if size < least else "long"
            message = _("%(size)s characters; usual are %(least)s to %(most)s.") % {
                "size": size,
                "least": least,
                "most": most,
            }
            yield Finding(f"{kind}_{name}", message, item, field=name, basis=text)


def summary_is_title(item: Item, subject: Subject) -> Iterator[Finding]:
    title, summary = (squeezed(text) for text in (item.title, item.summary))
    if title and title == summary:
        message = _("The summary says what the title says and no more.")
        yield Finding("summary_is_title", message, item, field="summary", basis=item.summary)


def squeezed(text: str) -> str:
    return "".join(filter(str.isalnum, slugs.key(tidy.squeeze(text))))


def wording(item: Item, subject: Subject) -> Iterator[Finding]:
    """The copy checks of text/copy.py, one finding for each kind in a field."""
    names = tuple(settings.COPY_NAMES)
    for name in ("title", "summary"):
        text = getattr(item, name)
        found = copy.faults(text, title=name == "title", names=names)
        found += house.faults(text, settings.COPY_SPACING, found)
        found.sort(key=lambda fault: fault.code)
        for code, group in groupby(found, key=lambda fault: fault.code):
            yield of_faults(item, name, text, code, list(group))


def of_faults(item: Item, name: str, text: str, code: str, found: list[Fault]) -> Finding:
    mending = [fault for fault in found if fault.instead is not None]
    pieces = tuple(piece(text, fault) for fault in found[:SHOWN])
    fixes = ()
    if mending and (value := copy.mended(text, mending)):
        fixes = (Fix(_("Put right"), name, value, tuple(p for p in pieces if p.new != p.old)),)
    shown = pieces[0]
    return Finding(
        code,
        str(FAULTS[code]),
        item,
        field=name,
        basis=text,
        quote=f"{shown.before}{shown.old}{shown.after}",
        fixes=fixes,
    )


def piece(text: str, fault: Fault) -> Piece:
    start, end = fault.start, fault.end
    if end - start > 4 * AROUND:  # the whole text, for the spaces at its ends
        return Piece("", text[:AROUND], text[:AROUND].lstrip(), "…")
    old = text[start:end]
    return Piece(
        text[max(0, start - AROUND) : start],
        old,
        old if fault.instead is None else fault.instead,
        text[end : end + AROUND],
    )


ITEM_RULES = (
    no_title,
    bad_url,
    no_summary,
    no_source,
    no_region,
    other_region,
    no_topic,
    short_link,
    wrong_day,
    told_before,
    dead_link,
    not_home,
    length,
    summary_is_title,
    wording,
)
