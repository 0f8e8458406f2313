"""Items a month as bars and as a table, for whole years: from a January to the last month."""

from dataclasses import dataclass

YEARS = 3  # shown at most; a bar needs four units of width to be seen
WIDTH, BASE, TOP = 442, 120, 15  # units of the drawing
LABEL = 18  # the height of a label


@dataclass(frozen=True)
class Bar:
    year: int
    month: int
    count: int
    x: float
    y: int
    height: int
    last: bool


@dataclass(frozen=True)
class Trend:
    bars: tuple[Bar, ...]
    years: tuple[tuple[int, float], ...]  # year and where its label stands
    table: tuple[tuple[int, tuple[int, ...]], ...]  # month and its number in each year
    sums: tuple[int, ...]
    earlier: int  # items before the first bar

    @property
    def first(self) -> Bar:
        return self.bars[0]

    @property
    def last(self) -> Bar:
        return self.bars[-1]

    @property
    def highest(self) -> Bar:
        return max(self.bars, key=lambda bar: (bar.count, bar.year, bar.month))

    @property
    def apart(self) -> bool:
        """Whether the labels of the highest and of the last bar do not touch."""
        return self.last.y - self.highest.y > LABEL


def trend(months: dict[tuple[int, int], int]) -> Trend:
    """The Trend of {(year, month): items}, which must not be empty; missing months are 0."""
    last_year, last_month = max(months)
    first_year = max(min(months)[0], last_year - YEARS + 1)
    years = range(first_year, last_year + 1)
    shown = [
        (year, month)
        for year in years
        for month in range(1, 13)
        if (year, month) <= (last_year, last_month)
    ]
    most = max(months.get(when, 0) for when in shown)
    pitch = round(WIDTH / max(len(shown), 12), 2)
    bars = []
    for place, when in enumerate(shown):
        count = months.get(when, 0)
        height = round((BASE - TOP) * count / most)
        bars.append(
            Bar(
                *when,
                count,
                x=round(place * pitch, 1),
                y=BASE - height,
                height=height,
                last=when == (last_year, last_month),
            )
        )
    table = tuple(
        (month, tuple(months.get((year, month), 0) for year in years)) for month in range(1, 13)
    )
    return Trend(
        bars=tuple(bars),
        years=tuple((bar.year, bar.x) for bar in bars if bar.month == 1),
        table=table,
        sums=tuple(sum(column) for column in zip(*(row for _month, row in table), strict=True)),
        earlier=sum(count for when, count in months.items() if when[0] < first_year),
    )
