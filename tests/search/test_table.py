"""The key of a row is its place in the list; numbers survive as characters."""

from datetime import date

import pytest

from issues.search import table
from issues.text import regions_data


def key(day, number, section, position, *, public=True):
    return table.sort_key(table.issue_key(day, number), section, position, public=public)


def test_keys_stand_in_the_order_of_a_list():
    newest, old = date(2025, 12, 26), date(1949, 5, 4)
    keys = [
        key(date.max, 1, 0, 1),
        key(newest, 999_999, 0, 1),
        key(newest, 8, 0, 1),
        key(newest, 8, 0, 2),
        key(newest, 8, 0, 4095),
        key(newest, 8, 1, 1),
        key(newest, 8, 511, 1),
        key(newest, 7, 0, 1),
        key(old, 3000, 0, 1),
        key(date.min, 1, 511, 4095),
    ]
    assert keys == sorted(keys)
    assert keys[0] >= 0
    assert keys[-1] < 2**63


def test_hidden_rows_are_below_zero_in_the_same_order():
    shown, hidden = (key(date(2025, 1, 3), 12, 2, 3, public=public) for public in (True, False))
    assert -(2**63) <= hidden < 0
    assert hidden & table.MASK == shown


def test_the_pool_comes_last_the_newest_first():
    last = key(date.min, 1, 511, 4095)
    first, second = table.pool_key(900), table.pool_key(899)
    assert last < first & table.MASK < second & table.MASK < 2**63
    assert first < 0


def test_the_keys_of_an_issue_are_a_range():
    order = table.issue_key(date(2025, 1, 3), 12)
    first, last = table.issue_range(order)
    assert first <= key(date(2025, 1, 3), 12, 0, 1) <= key(date(2025, 1, 3), 12, 511, 4095) <= last
    assert last < key(date(2025, 1, 3), 11, 0, 1)
    assert key(date(2025, 1, 3), 13, 511, 4095) < first


@pytest.mark.parametrize(("section", "position"), [(512, 1), (0, 4096), (0, 0), (0, -1)])
def test_a_place_that_has_no_key_is_refused(section, position):
    with pytest.raises(ValueError, match="the index holds"):
        key(date(2025, 1, 3), 12, section, position)


@pytest.mark.parametrize("number", [0, 1, 0xD6FF, 0xD700, 0xD8FF, 0xFFFF, 440300, 999_999])
def test_a_number_as_one_character(number):
    char = table.packed(number)
    assert len(char) == 1
    assert len(char.encode()) <= 4
    assert table.unpacked(char) == number


def test_every_code_of_a_region_as_a_number():
    codes = [row.code for row in regions_data.rows()]
    numbers = [table.region_number(code) for code in codes]
    assert [table.region_code(number) for number in numbers] == codes
    assert len(set(numbers)) == len(codes)
    assert table.region_number("") == 0
    assert min(numbers) > 0
    assert max(numbers) < 1_000_000
