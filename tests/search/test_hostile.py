"""Any text is a query: neither database is ever asked something it cannot answer."""

import random

import pytest
from django.db import connection
from hypothesis import example, given, settings
from hypothesis import strategies as st

from issues import search
from issues.search import DESK, marking
from tests.factories import fill, make_issue

pytestmark = pytest.mark.django_db

SYNTAX = [
    *('"', "'", "`", "\\", "*", "(", ")", "-", "--", "+", "^", ":", "&", "|", "!", "<->", "%", "_"),
    *("NEAR(", "AND", "OR", "NOT", "a &", "':*", "head :", "{head body} :", "marks:all", "tsv"),
    *(
        "智能",
        "5G",
        "C++",
        "tag:",
        "region:",
        "issue:",
        "after:",
        "before:",
        "site:",
        "标签：",
        "：",
    ),
    *(
        "\x00",
        "\ud800",
        "\udfff",
        "\u200b",
        "\ufeff",
        "\n",
        "\u3000",
        "“",
        "”",
        "「",
        "‖",
        "¦",
        "|5g|",
    ),
    *("9" * 20, "9" * 4301, "-1", "2024-13-45", "0000", "１２", "²", "½", "a" * 300, "智" * 300),
    *("/*", ";DROP TABLE issues_item", "%s", "%(x)s", "{}", "$$", "é", "e\u0301\u0301", "ﷺ", "𠮷"),
]


@pytest.fixture(scope="module", autouse=True)
def some_items(shared_db):
    fill(make_issue(), 6)
    fill(make_issue(13, published=False), 3)


def ask_everything(text):
    found = search.find(text, sort="relevance")
    assert found.facets.count == found.total == search.count(text)
    assert search.find(text, audience=DESK).total >= 0
    for item in found.items():
        shown = marking.highlight(item, found.query)
        assert "".join(piece for piece, _marked in shown.title) == item.title
    str(found.query).encode()
    assert all(problem.value.encode() is not None for problem in found.problems)


@pytest.mark.parametrize("text", SYNTAX)
def test_every_piece_of_syntax_alone_and_in_pairs(text):
    ask_everything(text)
    dice = random.Random(text.encode("utf-8", "surrogatepass"))
    for other in dice.sample(SYNTAX, 3):
        ask_everything(text + other)
        ask_everything(f"{other} {text}")


HOSTILE = st.lists(st.sampled_from(SYNTAX) | st.text(max_size=4), max_size=12).map("".join)


@settings(max_examples=150, deadline=None)
@given(HOSTILE | st.text(max_size=300))
@example("智" * 10_000)
@example(" OR ".join("一二三四五六七八九十" * 3))
@example("-" * 200)
@example('"' * 199)
def test_no_text_is_refused(text):
    ask_everything(text)


@pytest.mark.parametrize("value", [*SYNTAX, None, "   "])
@pytest.mark.parametrize("name", ["region", "topic", "section", "year", "site"])
def test_no_filter_is_refused(name, value):
    found = search.find("条", filters={name: value})
    assert found.total in (0, 6)
    assert found.facets.count == found.total


@pytest.mark.parametrize("text", SYNTAX)
def test_help_for_nothing_found_takes_any_text(text):
    search.did_you_mean(text)
    search.nearest_topics(text)
    search.nearest_regions(text)


def test_the_connection_is_as_it_was():
    """What pins a plan on PostgreSQL does not outlive the search."""
    if connection.vendor != "postgresql":
        pytest.skip("of PostgreSQL")
    search.find("条").facets  # noqa: B018
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('enable_seqscan'), current_setting('jit')")
        after = cursor.fetchone()
        cursor.execute("SELECT reset_val FROM pg_settings WHERE name IN ('enable_seqscan', 'jit')")
        assert sorted(after) == sorted(row[0] for row in cursor.fetchall())


@pytest.mark.parametrize("analyzed", [False, True])
def test_the_table_is_read_through_its_index_alone(analyzed):
    if connection.vendor != "postgresql":
        pytest.skip("of PostgreSQL")
    if analyzed:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE issues_searchrow")
    plans = []

    def explain(execute, sql, params, many, context):
        if "tsv @@" in sql:
            execute(f"EXPLAIN {sql}", params, many, context)
            plans.append("\n".join(row[0] for row in context["cursor"].fetchall()))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        search.find("人工智能 -5G", filters={"region": "440000"}).facets  # noqa: B018
        search.find("智能 OR 条", sort="relevance")
        search.count("条")
    assert len(plans) >= 4
    for plan in plans:
        scans = [line.strip(" ->") for line in plan.splitlines() if " Scan " in line]
        scans = [scan for scan in scans if "searchrow" in scan or "search_row" in scan]
        used = {scan.partition("  (")[0] for scan in scans}
        assert used == {
            "Bitmap Heap Scan on issues_searchrow",
            "Bitmap Index Scan on search_row_tsv",
        }


@pytest.mark.parametrize(
    "text",
    [
        "条 OR 第一条新闻 OR 没有的词 OR -5G之外",
        "-第一条新闻 -没有的词",
        "标题 OR 没有的词 OR 条 region:CN",
    ],
)
def test_texts_are_read_only_of_rows_that_the_index_leaves_open(text):
    """Fifteen alternatives that were looked for in every row took seconds."""
    if connection.vendor != "postgresql":
        pytest.skip("of PostgreSQL")
    read = []

    def explain(execute, sql, params, many, context):
        if "strpos" in sql:
            execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params, many, context)
            read.extend(map(rows_read, with_text(context["cursor"].fetchone()[0][0]["Plan"])))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        found = search.find(text, counted=True)
        assert found.facets.count == found.total
    assert read == [0]


def with_text(plan):
    """The nodes of a plan that look into texts."""
    if "strpos" in plan.get("Filter", ""):
        yield plan
    for inner in plan.get("Plans", ()):
        yield from with_text(inner)


def rows_read(plan):
    return plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
