"""A publisher in brackets behind each summary: …上市。（示例日报）"""

import re
from collections.abc import Sequence

from .rows import Bit, Row, is_prose

TAIL = re.compile(r"(?<=[。！？”])\s?[（(]([^（）()，。；：、\d]{2,12})[）)]$")
FEWEST = 3
USUAL = 0.8  # of the summaries


def part(rows: Sequence[Row]) -> None:
    """Makes them sources, where no line is one and nearly all summaries end so."""
    content = [row for row in rows if row.content]
    if any(bit.role in ("source", "url", "links") for row in content for bit in row.bits):
        return
    ends = [(row, TAIL.search(row.bits[-1].text)) for row in content if row.bits]
    found = [(row, tail) for row, tail in ends if tail]
    prose = sum(row.role == "summary" or is_prose(row.text) for row in content)
    if len(found) < FEWEST or len(found) < USUAL * prose:
        return
    for row, tail in found:
        last = row.bits[-1]
        row.bits[-1:] = [Bit(last.role, last.text[: tail.start()]), Bit("source", tail[1])]
