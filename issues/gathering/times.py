"""Dates as feeds write them -> aware datetimes. Without a zone they are Shanghai's."""

import re
from calendar import timegm
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from zoneinfo import ZoneInfo

HOME = ZoneInfo("Asia/Shanghai")
AHEAD = timedelta(days=1)  # a clock may be wrong, and a date may be meant for tomorrow
FIRST_YEAR = 1980
# 2024-12-20 10:00:05, 2024/1/5, 2024年12月20日 10时00分; what follows may be a zone.
WRITTEN = re.compile(
    r"\s*(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T\s]{1,3}(\d{1,2})[:时点](\d{1,2})(?:[:分](\d{1,2})(?:[.,]\d{1,9})?)?[分秒]?)?\s*(.{0,10})"
)
ZONE = re.compile(r"(?:Z|UTC|GMT)?(?:([+-])(\d{1,2}):?(\d{2})?)?")

# The zones of mail headers; parsedate_tz takes a missing one for UTC.
ZONED = re.compile(r"[+-]\d\d:?\d\d\b|\b(?:UTC?|GMT|Z|[AEMP][SD]T|CDT)\b")


def when(text, parsed=None, *, now):
    """`parsed` is what feedparser made of the text (UTC), for forms that only it knows.

    None for what is no date, lies before 1980 or more than a day ahead of `now`.
    """
    text = text.strip()[:60]
    try:
        found = numeric(text) or by_mail(text) or from_tuple(parsed)
    except (ValueError, OverflowError):
        return None
    if found is None or found.year < FIRST_YEAR or found > now + AHEAD:
        return None
    return found


def numeric(text):
    """Year first, as ISO 8601 and people write it."""
    found = WRITTEN.match(text)
    if not found:
        return None
    numbers = [int(part) for part in found.groups()[:6] if part]
    return datetime(*numbers, tzinfo=zone(found[7]))


def zone(text):
    text = text.strip().upper()
    found = ZONE.fullmatch(text)
    if not text or not found:
        return HOME
    if not found[1]:
        return UTC
    offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(offset if found[1] == "+" else -offset)


def by_mail(text):
    """As in mail headers (RFC 822). CST on a Chinese site is China's, not that of Chicago."""
    found = parsedate_tz(text)
    if not found:
        return None
    zoned = ZONED.search(text)
    offset = timezone(timedelta(seconds=found[9] or 0)) if zoned else HOME
    return datetime(*found[:6], tzinfo=offset)


def from_tuple(parsed):
    return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
