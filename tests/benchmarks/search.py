"""The bars of search as ratios, measured in one run on the database in use.

    DATABASE_URL=… manage.py migrate && manage.py make_archive --issues 4000
    DATABASE_URL=… python -m tests.benchmarks.search [--exact 300]

Times are of whole calls, parsing and Django's part included, on either side of a ratio: those
of the processor, so that other work on the machine does not count, on PostgreSQL together with
its backend (where that runs elsewhere, by the clock). Only reads; nothing here fails on a time.
"""

import argparse
import os
import random
import statistics
import time
from functools import cache
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.db.models import Exists, OuterRef, Q  # noqa: E402

from issues import search  # noqa: E402
from issues.models import Item, ItemTopic  # noqa: E402
from issues.text import synthetic, tokens  # noqa: E402
from tests.search.oracle import contained, plain  # noqa: E402

EACH = 20  # queries of a kind
BARS = {"sqlite": (1 / 20, 1 / 10, 50, 50), "postgresql": (1 / 10, 1 / 4, 100, 20)}
REGIONS = ("440000", "440300", "CN", "US")


def query_mix(dice):
    """{kind: texts}, drawn from the archive itself."""
    keys = list(Item.objects.published().values_list("pk", flat=True))
    rows = Item.objects.filter(pk__in=dice.sample(keys, 600)).order_by("pk")
    texts = [tokens.fold(f"{row.title}。{row.summary}") for row in rows]
    runs = [run for text in texts for run in tokens.RUN.findall(text)]
    chinese = [run for run, _sign, _word in runs if len(run) >= 12]

    def parts(*sizes):
        found = []
        for _ in range(EACH):
            run, size = dice.choice(chinese), dice.choice(sizes)
            start = dice.randrange(len(run) - size + 1)
            found.append(run[start : start + size])
        return found

    common = synthetic.COMMON
    latin = [word for word in common if word.isascii() and word[0].isalpha()]
    return {
        "1 character": parts(1),
        "2 characters": parts(2),
        "3-4 characters": parts(3, 4),
        "names": dice.sample(synthetic.topic_names().values, EACH),
        "Latin": dice.choices(latin, k=EACH),
        "mixed": [f"{year}年" for year in dice.sample(range(1955, 2025), 10)]
        + [
            a + b
            for a, b in zip(dice.choices(common[:20], k=10), dice.choices(latin, k=10), strict=True)
        ],
        "phrases": [f'"{text}"' for text in parts(6, 8, 12)],
        "rare": dice.sample(synthetic.words().values[-1000:], EACH // 2),
        "very common": common[: EACH // 2],
    }


@cache
def backend():
    """The file in which Linux counts the nanoseconds of PostgreSQL's process, if it is here."""
    if connection.vendor == "sqlite":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return Path(f"/proc/{cursor.fetchone()[0]}/schedstat")


def clock():
    """Seconds that a call is charged with."""
    if backend() is None:
        return time.process_time()
    if not backend().exists():
        return time.perf_counter()
    return time.process_time() + int(backend().read_text().split()[0]) / 1e9


def timed(call, *args):
    start = clock()
    call(*args)
    return (clock() - start) * 1000


def times(call, queries, repeat=3):
    """The best of some runs for each query, in milliseconds: other work only ever adds."""
    return [min(timed(call, text) for _ in range(repeat)) for text in queries]


def p95(values):
    return statistics.quantiles(values, n=20)[-1]


def like(text):
    """The least that LIKE can do: two columns, as they are."""
    word = text.strip('"')
    where = Q(title__contains=word) | Q(summary__contains=word)
    return Item.objects.published().filter(where).count()


def same_by_like(text):
    """What LIKE needs for the same question: whatever the letter case, topics too."""
    word = text.strip('"')
    named = ItemTopic.objects.filter(content_object=OuterRef("pk"), tag__name__icontains=word)
    where = Q(title__icontains=word) | Q(summary__icontains=word) | Exists(named)
    return Item.objects.published().filter(where).count()


def measure(part, repeat):
    dice = random.Random(5)
    mix = {kind: texts[::part] for kind, texts in query_mix(dice).items()}
    queries = [text for texts in mix.values() for text in texts]
    topics = [row.slug for row in search.facets().topic[:10]]
    keys = list(Item.objects.published().values_list("pk", flat=True))
    some = [dice.sample(keys, 20) for _ in range(50)]
    few = dice.sample(queries, 24 // part)
    result = {
        "LIKE": statistics.median(times(like, few, repeat)),
        "LIKE, same question": statistics.median(times(same_by_like, few, repeat)),
        "lookup of 20": statistics.median(
            times(lambda ids: list(Item.objects.filter(pk__in=ids)), some)
        ),
    }
    series = {
        "count": times(search.count, queries),
        "facets": times(search.facets, queries),
        "newest 20": times(search.find, queries),
        "relevance": times(lambda text: search.find(text, sort="relevance"), queries),
        "page 500": times(lambda text: search.find(text, page=500), queries),
        "region, topic, word": times(
            lambda row: search.find(row[0], filters={"region": row[1], "topic": row[2]}),
            [(text, dice.choice(REGIONS), dice.choice(topics)) for text in queries],
        ),
    }
    return mix, queries, result, series


def show(result, series):
    vendor = connection.vendor
    items = Item.objects.published().count()
    print(f"{vendor}, {items:,} public items, {len(series['count'])} queries; milliseconds")
    for name, value in result.items():
        print(f"  {name:22} {value:9.2f}")
    for name, values in series.items():
        print(f"  {name:22} {statistics.median(values):9.2f} median {p95(values):9.2f} p95")
    lookup = result["lookup of 20"]
    for scan in ("LIKE", "LIKE, same question"):
        for name, bar in zip(("count", "facets"), BARS[vendor], strict=False):
            told(f"{name} p95 / {scan}", p95(series[name]) / result[scan], bar)
    rows = (
        ("newest 20 p95 / lookup", p95(series["newest 20"]) / lookup),
        ("region+topic+word p95 / lookup", p95(series["region, topic, word"]) / lookup),
    )
    for (name, ratio), bar in zip(rows, BARS[vendor][2:], strict=True):
        told(name, ratio, bar)


def told(name, ratio, bar):
    print(f"  {name:34} {ratio:8.3f}  bar {bar:8.3f}  {'met' if ratio <= bar else 'NOT MET'}")


def exactness(queries):
    """(recall, precision) against a plain scan of the folded texts."""
    texts = {}
    for item in Item.objects.published().with_topics().iterator(chunk_size=500):
        fields = (item.title, item.summary, *(topic.name for topic in item.topics))
        texts[item.pk] = "\n".join(map(plain, fields))
    right = found = wanted = 0
    for text in queries:
        asked = plain(text.strip('"'))
        truth = {pk for pk, plain_text in texts.items() if contained(asked, plain_text)}
        got = set(search.find(text, per_page=len(texts)).ids)
        right, found, wanted = right + len(truth & got), found + len(got), wanted + len(truth)
        if truth != got:
            print(f"  differs: {text} {len(truth)} {len(got)}")
    return right / wanted, right / found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--exact", type=int, default=0, help="queries to compare with a plain scan")
    parser.add_argument(
        "--part",
        type=int,
        default=1,
        help="one query in so many, and LIKE only once: for a large archive",
    )
    options = parser.parse_args()
    mix, queries, result, series = measure(options.part, 3 if options.part == 1 else 1)
    show(result, series)
    at = 0
    for kind, texts in mix.items():
        part = slice(at, at + len(texts))
        print(
            f"    {kind:16}",
            *(
                f"{name} {statistics.median(values[part]):7.2f}/{max(values[part]):7.2f}"
                for name, values in series.items()
                if name in ("count", "facets", "newest 20")
            ),
        )
        at += len(texts)
    if options.exact:
        recall, precision = exactness(
            random.Random(6).sample(queries, min(options.exact, len(queries)))
        )
        print(f"  recall {recall:.6f}, precision {precision:.6f}")


if __name__ == "__main__":
    main()
