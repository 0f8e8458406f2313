"""The map of provinces: one tile each, where a reader expects it, and the regions beside it."""

from math import log1p

from django.utils.translation import gettext_lazy as _

TILE, PITCH = 60, 64  # units of the drawing
WIDTH, HEIGHT = 6 * PITCH + TILE, 7 * PITCH + TILE
STEPS = 4

# Row by row from the north; a dot is an empty place.
LAYOUT = """
.      .      .      .      .      .      230000
.      .      .      150000 110000 .      220000
650000 620000 640000 140000 130000 120000 210000
.      630000 610000 410000 370000 .      .
540000 510000 500000 420000 340000 320000 310000
.      530000 520000 430000 360000 330000 .
.      .      450000 440000 350000 710000 .
.      .      460000 820000 810000 .      .
"""
PLACES = {
    code: (column * PITCH, row * PITCH)
    for row, line in enumerate(LAYOUT.split("\n")[1:-1])
    for column, code in enumerate(line.split())
    if code != "."
}
AREAS = (
    (_("North"), ("110000", "120000", "130000", "140000", "150000")),
    (_("Northeast"), ("210000", "220000", "230000")),
    (_("East"), ("310000", "320000", "330000", "340000", "350000", "360000", "370000")),
    (_("Centre"), ("410000", "420000", "430000")),
    (_("South"), ("440000", "450000", "460000")),
    (_("Southwest"), ("500000", "510000", "520000", "530000", "540000")),
    (_("Northwest"), ("610000", "620000", "630000", "640000", "650000")),
    (_("Hong Kong, Macao, Taiwan"), ("810000", "820000", "710000")),
    (_("Off the map"), ("100000", "001")),
)
CODES = frozenset(code for _name, codes in AREAS for code in codes)


def step(number, most):
    """0 for nothing, else 1…4 by the logarithm: one province far ahead leaves shades below."""
    if not number:
        return 0
    return min(STEPS, 1 + int(STEPS * log1p(number) / log1p(most)))


def tiles(names, total, current=""):
    """What the drawing needs of each province; `names` and `total` are keyed by code."""
    most = max((total.get(code, 0) for code in PLACES), default=0)
    return [
        {
            "code": code,
            "name": names[code],
            "count": total.get(code, 0),
            "step": step(total.get(code, 0), most),
            "on": code == current,
            "x": x,
            "y": y,
            "middle": x + TILE // 2,
            "name_y": y + 28,
            "count_y": y + 47,
        }
        for code, (x, y) in PLACES.items()
    ]


def areas(names, total, current=""):
    """The same numbers as a table: each part of the country, its places by number, their sum."""
    rows = []
    for title, codes in AREAS:
        places = [
            {
                "code": code,
                "name": names[code],
                "count": total.get(code, 0),
                "on": code == current,
            }
            for code in codes
        ]
        places.sort(key=lambda place: -place["count"])
        rows.append(
            {"title": title, "places": places, "sum": sum(place["count"] for place in places)}
        )
    return rows
