"""Found and counted is what a plain reading of every item finds and counts."""

import io
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from issues import search, topics
from issues.models import Item, Region
from issues.search import DESK
from issues.text import synthetic, tokens, urls
from tests.factories import make_issue, make_item
from tests.search.oracle import WORD, contained, item_contains, plain

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
REAL = sorted((ROOT.parent / "shared" / "newsletters").glob("*.txt"))
SAMPLES = sorted((ROOT / "issues" / "data" / "samples").glob("*.txt"))


def parts(folded, sizes):
    """Parts of a folded text that cut no word and no blank at their ends."""
    for size in sizes:
        for start in range(0, len(folded) - size + 1, 7):
            part = folded[start : start + size]
            around = folded[max(0, start - 1) : start + 1], folded[start + size - 1 :][:2]
            cuts = any(len(pair) == 2 and set(pair) <= WORD for pair in around)
            if not cuts and tokens.phrase(part) and '"' not in part:
                yield part


def lines_of(paths):
    return [
        line.strip()
        for path in paths
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def store(lines):
    issue = make_issue(1)
    for line in lines:
        make_item(issue, line[:300], summary=line[300:5000])


@pytest.mark.parametrize("which", ["real", "samples"])
def test_every_part_of_a_text_finds_the_items_that_contain_it(which):
    paths = REAL if which == "real" else SAMPLES
    if not paths:
        pytest.skip("the newsletters are not beside the project")
    store(lines_of(paths))
    texts = {
        item.pk: [plain(item.title), plain(item.summary)] for item in Item.objects.order_by("pk")
    }
    asked = {
        part
        for line in lines_of(paths)[::5]
        for part in list(parts(tokens.fold(line), (1, 2, 3, 4, 6, 9, 12)))[::6]
    }
    assert len(asked) > 100
    for text in sorted(asked):
        wanted = [
            pk for pk, fields in texts.items() if any(contained(plain(text), f) for f in fields)
        ]
        found = search.find(f'"{text}"', per_page=10_000)
        assert (found.ids, found.total) == (wanted, len(wanted)), text


@pytest.fixture
def archive(db):
    """12 public issues of 8 items and 2 drafts, with regions, topics and hosts."""
    call_command("make_archive", issues=12, items=8, stdout=io.StringIO())
    topics.ensure(["数字经济", "低空经济", "C++"])
    rows = Item.objects.newest_first().select_related("issue", "section", "region").with_topics()
    return list(rows)


WORDS = [
    *synthetic.COMMON[:40],
    "all",
    "t",
    "智",
    "能",
    "2024年",
    "芯片5G",
    "AI 芯片",
    "不存在的词",
]
CODES = ["CN", "440000", "440300", "100000", "US", "001", "330000"]
HOSTS = ["example.com", "media1.example.com", "tech.media1.example.com", "media2.example.com"]


def within(code):
    return lambda item: bool(item.region and item.region.path.startswith(path_of(code)))


def path_of(code, known={}):  # noqa: B006 — the regions are the same in every test
    return known.setdefault(code, Region.objects.get(pk=code).path)


def from_host(host):
    def holds(item):
        own = urls.host(item.source_url)
        return own == host or own.endswith(f".{host}")

    return holds


def pair(text, holds):
    return text, holds


def word_atoms():
    return st.sampled_from(WORDS).map(
        lambda w: pair(f'"{w}"', lambda i, w=w: item_contains(w, i)),
    )


def atoms():
    """(text of a query, what it says of an item)"""
    return st.one_of(
        word_atoms(),
        st.sampled_from(CODES).map(lambda code: pair(f"region:{code}", within(code))),
        st.sampled_from(["数字经济", "低空经济", "C++"]).map(
            lambda n: pair(f"tag:{n}", lambda i, n=n: n in [topic.name for topic in i.topics])
        ),
        st.sampled_from(["policy", "company"]).map(
            lambda s: pair(f"section:{s}", lambda i, s=s: i.section.slug == s)
        ),
        st.integers(1, 13).map(lambda n: pair(f"issue:{n}", lambda i, n=n: i.issue.number == n)),
        st.sampled_from(HOSTS).map(lambda host: pair(f"site:{host}", from_host(host))),
        st.dates(synthetic.LAST_DATE.replace(month=10, day=1), synthetic.LAST_DATE).map(
            lambda day: pair(f"after:{day}", lambda i, day=day: i.issue.date >= day)
        ),
        st.dates(synthetic.LAST_DATE.replace(month=10, day=1), synthetic.LAST_DATE).map(
            lambda day: pair(f"before:{day}", lambda i, day=day: i.issue.date <= day)
        ),
    )


def negated(strategy):
    no = strategy.map(lambda a: (f"-{a[0]}", lambda item, holds=a[1]: not holds(item)))
    return st.one_of(strategy, strategy, no)


ALTERNATIVES = st.lists(negated(atoms()), min_size=1, max_size=3).map(
    lambda found: (
        " OR ".join(text for text, _holds in found),
        lambda item: any(holds(item) for _text, holds in found),
    )
)
QUERIES = st.lists(ALTERNATIVES, max_size=3).map(
    lambda found: (
        " ".join(text for text, _holds in found),
        lambda item: all(holds(item) for _text, holds in found),
    )
)


MANY_WORDS = st.lists(negated(word_atoms()), min_size=2, max_size=9)


def by_code(tree):
    """{code: count} of a tree of regions."""
    flat = {}
    for row in tree:
        flat[row.code] = row.count
        flat |= by_code(row.children)
    return flat


def brute_force(items):
    regions = Counter(code for item in items if item.region for code in item.region.path_codes)
    hosts = {urls.host(item.source_url) for item in items}
    return {
        "region": dict(regions),
        "topic": dict(Counter(topic.slug for item in items for topic in item.topics)),
        "section": dict(Counter(item.section.slug for item in items if item.section)),
        "year": dict(Counter(item.issue.date.year for item in items if item.issue)),
        "site": {host: sum(from_host(host)(item) for item in items) for host in hosts},
    }


def found_facets(facets):
    return {
        "region": by_code(facets.region),
        "topic": {row.slug: row.count for row in facets.topic},
        "section": {row.slug: row.count for row in facets.section},
        "year": {row.year: row.count for row in facets.year},
        "site": {row.host: row.count for row in facets.site},
    }


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=QUERIES, audience=st.sampled_from([search.READERS, DESK]), counted=st.booleans())
def test_random_queries_find_and_count_what_brute_force_does(archive, query, audience, counted):
    text, holds = query
    seen = [item for item in archive if audience == DESK or item.issue.status == "published"]
    wanted = [item for item in seen if holds(item)]
    found = search.find(text, per_page=200, audience=audience, counted=counted)
    # Of the topics here some are in drafts alone.
    assert {problem.code for problem in found.problems} <= {"unknown_tag"}
    assert found.ids == [item.pk for item in wanted]
    assert found.total == found.facets.count == len(wanted)
    assert found_facets(found.facets) == brute_force(wanted)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=MANY_WORDS, either=st.booleans())
def test_many_words_and_phrases_at_once(archive, words, either):
    """On PostgreSQL the index settles some of the rows, and texts are read of the others."""
    holds = any if either else all
    wanted = [
        item.pk
        for item in archive
        if item.issue.status == "published" and holds(test(item) for _text, test in words)
    ]
    text = (" OR " if either else " ").join(text for text, _test in words)
    found = search.find(text, per_page=200, counted=True)
    assert not found.problems
    assert (found.ids, found.total) == (wanted, len(wanted))
    assert found.facets == search.facets(text)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    filters=st.fixed_dictionaries(
        {},
        optional={
            "region": st.sampled_from(CODES),
            "topic": st.sampled_from(["数字经济", "c-plus-plus"]),
            "section": st.sampled_from(["policy", "industry"]),
            "year": st.just("2025"),
            "site": st.sampled_from(HOSTS),
        },
    ),
    word=st.sampled_from(["", *WORDS]),
)
def test_random_filters_count_what_brute_force_does(archive, filters, word):
    tests = {
        "region": within,
        "topic": lambda slug: lambda item: slug in [topic.slug for topic in item.topics],
        "section": lambda slug: lambda item: item.section.slug == slug,
        "year": lambda year: lambda item: str(item.issue.date.year) == year,
        "site": from_host,
    }
    wanted = [
        item
        for item in archive
        if item.issue.status == "published"
        and all(tests[name](value)(item) for name, value in filters.items())
        and (not word or item_contains(word, item))
    ]
    found = search.find(f'"{word}"', filters=filters, per_page=200)
    if not [problem for problem in found.problems if problem.code != "unknown_tag"]:
        assert found.ids == [item.pk for item in wanted]
        assert found_facets(found.facets) == brute_force(wanted)
    assert search.count(f'"{word}"', filters=filters) == found.total


def test_choosing_a_facet_finds_its_count(archive):
    facets = search.facets("发展 OR 智能")
    chosen = [("region", code, number) for code, number in by_code(facets.region).items()]
    chosen += [("topic", row.slug, row.count) for row in facets.topic]
    chosen += [("section", row.slug, row.count) for row in facets.section]
    chosen += [("year", str(row.year), row.count) for row in facets.year]
    chosen += [("site", row.host, row.count) for row in facets.site]
    assert len(chosen) > 40
    for name, value, number in chosen:
        assert search.count("发展 OR 智能", filters={name: value}) == number, (name, value)


def test_facets_stand_in_a_useful_order(archive):
    facets = search.facets()
    for rows in (facets.topic, facets.site, facets.region):
        assert [row.count for row in rows] == sorted((row.count for row in rows), reverse=True)
    assert [row.slug for row in facets.section] == [
        "policy",
        "industry",
        "domestic",
        "province",
        "company",
    ]


def test_a_publisher_is_named_as_its_newest_visible_item_names_it(archive):
    old, new, draft = make_issue(101), make_issue(102), make_issue(103, published=False)
    for issue, name in ((old, "旧名"), (new, "新名"), (draft, "未出")):
        make_item(issue, "同一来源", source_url="https://one.example.org/1", source_name=name)
    assert [(row.host, row.name) for row in search.facets("同一来源").site] == [
        ("one.example.org", "新名" if new.date >= old.date else "旧名")
    ]


def test_the_queries_of_a_page_do_not_grow_with_what_is_found(
    archive, django_assert_max_num_queries
):
    totals, queries = [], []
    for text in ("发展 智能", "发展 OR 智能 OR 企业"):
        # due issues; total and page; counts; topics, sections, hosts, publishers; on PostgreSQL
        # the settings and savepoints of two of them too
        with django_assert_max_num_queries(15) as captured:
            found = search.find(text)
            assert found.facets.count == found.total
        totals.append(found.total)
        queries.append(len(captured))
    assert totals[0] < totals[1]
    assert queries[0] == queries[1]
