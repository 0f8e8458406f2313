"""The rules that look at the issue as a whole."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from issues import stories
from issues.text import urls

from .findings import Finding, place_of
from .rules import FEW, squeezed
from .subject import Subject

SOURCE_COUNT, SOURCE_SHARE = 5, 0.2  # items of one source, and their share, from which on
REGION_COUNT, REGION_SHARE = 8, 0.75
# Houses under whose roof many publish: the host says nothing of who wrote it.
PLATFORM_HOSTS = """
baijiahao.baidu.com mbd.baidu.com mp.weixin.qq.com qq.com new.qq.com toutiao.com sohu.com 163.com
weibo.com bilibili.com zhihu.com k.sina.com.cn
"""
PLATFORMS = frozenset(PLATFORM_HOSTS.split())


def repeated_url(subject: Subject) -> Iterator[Finding]:
    """Also among the further addresses, which no index holds."""
    seen = {}
    for item in subject.items:
        for url in item.source_urls:
            key = stories.page_key(url)
            first = seen.setdefault(key, item) if key else item
            if first is not item:
                message = _("The same link: %(where)s") % {"where": place_of(first)}
                basis = f"{item.source_urls} {first.pk}"
                yield Finding(
                    "repeated_url", message, item, field="source_url", basis=basis, other=first
                )
                break


def repeated_title(subject: Subject) -> Iterator[Finding]:
    seen = {}
    for item in subject.items:
        first = seen.setdefault(squeezed(item.title) or item.pk, item)
        if first is not item:
            message = _("The same title: %(where)s") % {"where": place_of(first)}
            yield Finding(
                "repeated_title", message, item, field="title", basis=item.title, other=first
            )


def empty_section(subject: Subject) -> Iterator[Finding]:
    if not subject.items:
        return
    for section in subject.standing:
        if section.pk not in subject.by_section:
            message = _("“%(section)s” has no item.") % {"section": section}
            yield Finding("empty_section", message, section=section)


def section_counts(subject: Subject) -> Iterator[Finding]:
    """Less than half of what is usual, or more than twice as many."""
    sections = {item.section_id: item.section for item in subject.items}
    for pk, section in sections.items():
        count, usual = len(subject.by_section[pk]), subject.usual.get(pk)
        if usual is None or abs(count - usual) < 2 or usual / 2 <= count <= usual * 2:
            continue
        message = ngettext(
            "“%(section)s” has %(count)s item; usual are %(usual)g.",
            "“%(section)s” has %(count)s items; usual are %(usual)g.",
            count,
        ) % {"section": section, "count": count, "usual": usual}
        code = "few_items" if count < usual else "many_items"
        yield Finding(code, message, section=section, basis=str(count))


def one_source(subject: Subject) -> Iterator[Finding]:
    hosts = Counter(item.source_host for item in subject.items if item.source_host)
    names = Counter(item.source_name.strip() for item in subject.items if item.source_name.strip())
    own = {name for name in hosts if urls.twin_of(name) not in PLATFORMS}
    many = {name: hosts[name] for name in own} | names
    told: set[frozenset[int]] = set()
    for name, count in many.items():
        if count < SOURCE_COUNT or count < SOURCE_SHARE * len(subject.items):
            continue
        ids = frozenset(
            item.pk for item in subject.items if name in (item.source_host, item.source_name)
        )
        if any(ids <= others for others in told):
            continue
        told.add(ids)
        message = _("%(count)s of %(all)s items come from %(source)s.") % {
            "count": count,
            "all": len(subject.items),
            "source": name,
        }
        yield Finding("one_source", message, basis=f"{name} {count}")


def one_region(subject: Subject) -> Iterator[Finding]:
    regions = Counter(item.region_id for item in subject.items if item.region_id)
    for code, count in regions.most_common(1):
        if count >= REGION_COUNT and count > REGION_SHARE * len(subject.items):
            region = next(item.region for item in subject.items if item.region_id == code)
            message = _("%(count)s of %(all)s items are of %(region)s.") % {
                "count": count,
                "all": len(subject.items),
                "region": region.short_name,
            }
            yield Finding("one_region", message, basis=f"{code} {count}")


def no_topics(subject: Subject) -> Iterator[Finding]:
    """One finding where many items lack topics: a name for each would hide all others."""
    if len(subject.untagged) > FEW:
        message = _("%(count)s of %(all)s items have no topic.") % {
            "count": len(subject.untagged),
            "all": len(subject.items),
        }
        yield Finding("no_topic", message, basis=str(sorted(subject.untagged)))


def wrong_days(subject: Subject) -> Iterator[Finding]:
    """Where many days do not fit, it is rather the date of the issue that is wrong."""
    count = len(subject.odd_days)
    if count > FEW:
        message = _("%(count)s of %(all)s items speak of days that do not fit %(date)s.") % {
            "count": count,
            "all": len(subject.items),
            "date": formats.date_format(subject.issue.date, "DATE_FORMAT"),
        }
        basis = f"{subject.issue.date} {sorted(subject.odd_days)}"
        yield Finding("wrong_day", message, field="date", basis=basis)


def number_gap(subject: Subject) -> Iterator[Finding]:
    issue, before = subject.issue, subject.before
    if issue is None or before is None or issue.number == before.number + 1:
        return
    message = _("The issue before is number %(before)s, this one is %(number)s.") % {
        "before": before.number,
        "number": issue.number,
    }
    yield Finding("number_gap", message, field="number", basis=f"{before.number} {issue.number}")


def issue_date(subject: Subject) -> Iterator[Finding]:
    """Numbers and dates go up together, and a scheduled issue comes out on its date."""
    issue = subject.issue
    if issue is None:
        return
    before = _("This issue is dated %(own)s, issue %(number)s before it %(date)s.")
    behind = _("This issue is dated %(own)s, issue %(number)s after it %(date)s.")
    for other, wrong, sentence in (
        (subject.before, date.__ge__, before),
        (subject.behind, date.__le__, behind),
    ):
        if other is not None and wrong(other.date, issue.date):
            message = sentence % {
                "own": formats.date_format(issue.date, "DATE_FORMAT"),
                "number": other.number,
                "date": formats.date_format(other.date, "DATE_FORMAT"),
            }
            basis = f"{other.number} {other.date} {issue.date}"
            yield Finding("issue_date", message, field="date", basis=basis)
            return
    if issue.is_scheduled and timezone.localdate(issue.publish_at) != issue.date:
        message = _("The issue is dated %(date)s and will come out on %(day)s.") % {
            "date": formats.date_format(issue.date, "DATE_FORMAT"),
            "day": formats.date_format(timezone.localdate(issue.publish_at), "DATE_FORMAT"),
        }
        basis = f"{issue.date} {issue.publish_at}"
        yield Finding("issue_date", message, field="date", basis=basis)


ISSUE_RULES = (
    number_gap,
    issue_date,
    no_topics,
    wrong_days,
    repeated_url,
    repeated_title,
    empty_section,
    section_counts,
    one_source,
    one_region,
)
