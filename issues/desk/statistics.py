"""采编统计: the page, and each of its tables as a CSV file."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from issues import statistics
from issues.exports.csv import as_csv
from issues.models import Issue

TABLES = {
    "month": (statistics.by_month, gettext_lazy("Month"), ""),
    "section": (statistics.by_section, gettext_lazy("Section"), gettext_lazy("in the pool")),
    "editor": (
        statistics.by_editor,
        gettext_lazy("Editor"),
        gettext_lazy("brought in by a feed or a command"),
    ),
    "source": (statistics.by_source, gettext_lazy("Source"), gettext_lazy("without a link")),
}
WIDTH, HEIGHT, PITCH, BAR = 480, 120, 40, 14  # units of the drawing


@dataclass(frozen=True)
class Period:
    year: int | None  # None: the last twelve months

    @property
    def days(self):
        if self.year:
            return date(self.year, 1, 1), date(self.year, 12, 31)
        today = timezone.localdate()
        first = date(today.year - 1, today.month, 1)
        return (first + timedelta(days=31)).replace(day=1), today


def asked_period(request):
    text = request.GET.get("year", "")
    if text and not (text.isascii() and text.isdigit() and 1980 <= int(text[:5]) <= 2200):
        raise Http404
    return Period(int(text) if text else None)


def allowed(request):
    if not request.user.has_perms(["issues.view_issue", "issues.view_item"]):
        raise PermissionDenied


@require_safe
def page(request):
    allowed(request)
    period = asked_period(request)
    rows = statistics.counted(*period.days)
    tables = [
        {"by": by, "label": label, "none": none, "rows": count(rows)}
        for by, (count, label, none) in TABLES.items()
    ]
    context = {
        **admin.site.each_context(request),
        "title": _("Gathering figures"),
        "period": period,
        "years": years(),
        "total": statistics.total(tables[0]["rows"]),
        "tables": tables,
        "chart": chart(tables[0]["rows"], period),
    }
    return render(request, "desk/statistics.html", context)


@require_safe
def table(request, by):
    allowed(request)
    if by not in TABLES:
        raise Http404
    count, label, none = TABLES[by]
    period = asked_period(request)
    published = pgettext("figures", "published")
    head = [label, _("gathered"), _("used"), published, _("published, per cent")]
    rows = [
        [row.name or none, row.gathered, row.used, row.published, row.share]
        for row in count(statistics.counted(*period.days))
    ]
    response = HttpResponse(as_csv(head, rows), content_type="text/csv; charset=utf-8")
    first, last = period.days
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{by}-{first:%Y%m}-{last:%Y%m}.csv"'
    )
    return response


def years():
    """The years that issues came out in and this one, the newest first."""
    found = {day.year for day in Issue.objects.order_by().dates("date", "year")}
    return sorted(found | {timezone.localdate().year}, reverse=True)


def chart(rows, period):
    """Two bars for each month of the period: gathered and published."""
    first, last = period.days
    known = {(row.key.year, row.key.month): row for row in rows}
    most = max((row.gathered for row in rows), default=0)
    months, when = [], first
    while when <= last:
        row = known.get((when.year, when.month))
        numbers = (row.gathered, row.published) if row else (0, 0)
        heights = [round(HEIGHT * number / most) if most else 0 for number in numbers]
        x = PITCH * len(months)
        bars = [
            {"x": x + place * BAR, "y": HEIGHT - height, "height": height, "number": number}
            for place, (height, number) in enumerate(zip(heights, numbers, strict=True))
        ]
        months.append({"when": when, "x": x, "gathered": bars[0], "published": bars[1]})
        when = (when.replace(day=1) + timedelta(days=31)).replace(day=1)
    return {"months": months, "most": most}
