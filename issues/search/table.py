"""The table of the index: one narrow row for each item, in the order of a result list.

Its key is the order itself, so that neither database has to sort: newest issue first, then
section, then position, as one number of 63 bits. Rows that no reader may see (drafts and the
pool) have the same number with the sign bit set: what readers see is `sort >= 0`.
"""

import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

DAY_BITS, NUMBER_BITS, SECTION_BITS, POSITION_BITS = 22, 20, 9, 12
ITEM_BITS = SECTION_BITS + POSITION_BITS
POOL_BITS = NUMBER_BITS + ITEM_BITS
HIDDEN = -(1 << 63)
MASK = (1 << 63) - 1
LAST_DAY = (1 << DAY_BITS) - 2  # its follower is kept for the pool


def issue_key(date: datetime.date, number: int) -> int:
    """The order among issues: the newest has the smallest key."""
    return (LAST_DAY - date.toordinal()) << NUMBER_BITS | ((1 << NUMBER_BITS) - 1 - number)


def sort_key(issue: int, section: int, position: int, *, public: bool) -> int:
    """The key of an item from its `issue_key`, the rank of its section and its position."""
    if section >= 1 << SECTION_BITS or not 0 < position < 1 << POSITION_BITS:
        raise ValueError(
            f"the index holds {1 << SECTION_BITS} sections and {(1 << POSITION_BITS) - 1} items "
            f"in a section of an issue; this is section {section}, position {position}"
        )
    key = issue << ITEM_BITS | section << POSITION_BITS | position
    return key if public else key + HIDDEN


def pool_key(item: int) -> int:
    """Behind all issues, the newest first."""
    return ((LAST_DAY + 1) << POOL_BITS | ((1 << POOL_BITS) - 1 - item)) + HIDDEN


def day_of(key: int) -> datetime.date:
    """The date of the issue that a public item's key belongs to."""
    return datetime.date.fromordinal(LAST_DAY - (key >> (NUMBER_BITS + ITEM_BITS)))


def year_start(year: int) -> int:
    """The first key of items in issues of this year and all before it."""
    newest = issue_key(datetime.date(year, 12, 31), (1 << NUMBER_BITS) - 1)
    return issue_range(newest)[0]


def issue_range(issue: int) -> tuple[int, int]:
    """The first and the last key a published issue's items may have."""
    return issue << ITEM_BITS, ((issue + 1) << ITEM_BITS) - 1


# --- what is counted, one character for each value ---

# Counting is what a search spends most of its time on. The database strings the characters of
# all hits together, and one pass through the text counts them, where rows would have to be
# fetched or sorted: half the time of anything else that was tried.
COUNTED = ("region", "section", "year", "host")  # always four characters; topics are apart
NONE = 256  # before it are the characters that databases and terminals are particular about
SURROGATES = range(0xD800, 0xE000)


def packed(number: int) -> str:
    """A number from 0 (none) to about a million as one character."""
    code = NONE + number
    return chr(code + len(SURROGATES) if code >= SURROGATES.start else code)


def unpacked(char: str) -> int:
    code = ord(char)
    return code - NONE - (len(SURROGATES) if code >= SURROGATES.start else 0)


LETTERS = 2000  # codes of letters come after it: CN, US; no code of digits is between


def region_number(code: str) -> int:
    """GB/T 2260 and other codes of digits as they are, two letters behind LETTERS."""
    if not code:
        return 0
    return int(code) if code.isdigit() else LETTERS + int(code, 36)


def region_code(number: int) -> str:
    if number < LETTERS:
        return f"{number:03}"
    if number >= 100_000:
        return str(number)
    first, second = divmod(number - LETTERS, 36)
    return "".join(chr(ord("A") + digit - 10) for digit in (first, second))


class Host(models.Model):
    """A host that items come from, for its number."""

    host = models.CharField(max_length=255, unique=True)

    class Meta:
        verbose_name = _("host")
        verbose_name_plural = _("hosts")

    def __str__(self):
        return self.host


class RowId(models.BigIntegerField):
    """64 bits on both databases; on SQLite the name that makes a column the row's own id."""

    def db_type(self, connection):
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class SearchRow(models.Model):
    """What issues/search/index.py derives from an item; nothing here is a source of anything."""

    sort = RowId(primary_key=True)
    # Not CASCADE, or the admin would name this row among what goes with an item: index.py
    # deletes it.
    item = models.OneToOneField(
        "issues.Item", models.DO_NOTHING, related_name="+", db_constraint=False
    )
    # Title and topics, and the summary, as issues/search/sqlite.py or postgres.py writes text.
    head = models.TextField()
    body = models.TextField()
    # Words of our own for all that can be filtered: see `marks` in issues/search/index.py.
    marks = models.TextField()
    # For counting without the item: the numbers of COUNTED, and of each topic, `packed`.
    counted = models.TextField()
    topics = models.TextField()
    host = models.BigIntegerField()  # 0: has none
    version = models.SmallIntegerField()  # of issues/text/tokens.py

    class Meta:
        verbose_name = _("row of the search index")
        verbose_name_plural = _("rows of the search index")
        indexes = [models.Index(fields=["host", "sort"], name="search_row_host")]

    def __str__(self):
        return f"{self.item_id}"


class SearchTally(models.Model):
    """What issues/search/tallies.py counted of one condition in the issues up to a year."""

    key = models.CharField(max_length=300, primary_key=True)
    year = models.SmallIntegerField()
    first = models.BigIntegerField()  # the first key that was counted: `year_start(year)`
    total = models.IntegerField()
    counts = models.TextField()  # JSON: {facet: {number of a value: how many}}

    class Meta:
        verbose_name = _("counts kept by the search")
        verbose_name_plural = _("counts kept by the search")

    def __str__(self):
        return self.key


class SearchChange(models.Model):
    """Public rows were written since the counts were made; `sort` is the greatest of their keys."""

    sort = models.BigIntegerField()

    class Meta:
        verbose_name = _("change of the search index")
        verbose_name_plural = _("changes of the search index")

    def __str__(self):
        return f"{self.sort}"
