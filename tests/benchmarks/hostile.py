"""Hostile queries through the search page: `python -m tests.benchmarks.hostile [--number 10000]`.

Each is put together by chance from syntax of ours and of both databases, common words of the
made-up archive and what has broken searches elsewhere. Reads the database in use; prints after
every thousand how many were answered how, and at the end those that took longest (as in
tests/benchmarks/search.py, the time of the processor). Exits 1 on an answer of 500 and up.
"""

import argparse
import logging
import random
from collections import Counter

from django.test import Client

from issues.text import synthetic
from tests.archive.hostile import TEXTS
from tests.benchmarks.search import timed  # sets Django up

SIGNS = (
    *('"', "'", "\\", "*", "(", ")", "-", "--", "+", "^", ":", "&", "|", "!", "<->", "%", "_", "“"),
    *(" OR ", " -", " AND ", " NOT ", "NEAR(", "{head body} :", "marks:all", "':*", " & ", "$$"),
    *("tag:", "地区:", "site:", "after:", "before:", "期:", "section:", "-after:", "-site:com"),
    *("\x00", "\ud800", "\u200b", "\u3000", "‖", "¦", "２０２４", "²", "é", "🙂", "9" * 30),
)
FILTERS = ("region", "topic", "section", "year", "site", "sort", "page")


def query(dice):
    """Up to 60 pieces, mostly few; one in fifty is 10,000 characters long."""
    words = synthetic.words()
    pieces = (
        lambda: dice.choice(SIGNS),
        lambda: words.draw(dice, 1)[0],
        lambda: dice.choice(words.draw(dice, 1)[0]),
        lambda: dice.choice(TEXTS)[:300],
        lambda: chr(dice.choice((dice.randrange(32, 0x3000), dice.randrange(0x4E00, 0x9FFF)))),
    )
    weights = (5, 5, 4, 1, 1)
    count = dice.choice((1, 2, 3, 5, 8, 20, 60))
    text = dice.choice(("", " ", " OR ")).join(
        make() for make in dice.choices(pieces, weights, k=count)
    )
    return (text * (10_000 // max(1, len(text)) + 1))[:10_000] if dice.random() < 0.02 else text


def params(dice):
    found = {"q": query(dice)}
    if dice.random() < 0.2:
        found[dice.choice(FILTERS)] = query(dice)
    if dice.random() < 0.3:
        found["sort"] = "relevance"
    return {name: value.encode("utf-8", "surrogatepass") for name, value in found.items()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--number", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    logging.disable(logging.WARNING)  # one for each answer of 400
    client = Client(raise_request_exception=False)
    dice = random.Random(options.seed)
    answers, slow = Counter(), []

    def ask(asked):
        answers[client.get("/search/", asked, headers={"host": "localhost"}).status_code] += 1

    for done in range(1, options.number + 1):
        asked = params(dice)
        text = " ".join(
            f"{name}={value.decode(errors='replace')!r}" for name, value in asked.items()
        )
        slow = sorted([*slow, (timed(ask, asked), text[:160])], reverse=True)[:8]
        if done % 1000 == 0 or done == options.number:
            print(done, dict(answers), f"longest {slow[0][0]:.0f} ms", flush=True)
    for milliseconds, text in slow:
        print(f"  {milliseconds:8.0f} ms  {text}")
    if any(status >= 500 for status in answers):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
