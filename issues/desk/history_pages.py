"""The versions of an issue: the list, what differs between two of them, and bringing one back."""

from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from issues import corrections, history, placing, publishing, restoring, states
from issues.models import Item, Region, Section, Source
from issues.text import differences
from issues.text.titles import titled

from .finding import whole_number

VERSIONS_A_PAGE = 50
NOW = "now"
REASON_MAX = publishing.REASON_MAX


@dataclass(frozen=True)
class Field:
    """One part that differs: its name, and the two texts in pieces."""

    name: str
    pieces: list


@dataclass(frozen=True)
class Entry:
    """What differs of one item. `what` says it in a word where it is not its text."""

    title: str
    what: str = ""
    fields: tuple = ()


class HistoryAdmin(admin.ModelAdmin):
    def get_urls(self):
        pages = {"versions": self.versions_view, "restore": self.restore_view}
        return self.paths(pages) + super().get_urls()

    def history_view(self, request, object_id, extra_context=None):
        issue = self.get_object(request, object_id)
        if issue is None:
            return super().history_view(request, object_id, extra_context)
        kept = Paginator(history.revisions(issue.pk), VERSIONS_A_PAGE)
        context = {
            "state_changes": issue.state_changes.select_related("user").prefetch_related("items"),
            "page": kept.get_page(request.GET.get("v")),
        }
        return super().history_view(request, object_id, context)

    def version(self, issue, asked):
        """The Revision of the issue that an address asks for, None for how it stands now."""
        if asked == NOW:
            return None
        found = history.revisions(issue.pk).filter(pk=whole_number(asked or "")).first()
        if found is None:
            raise Http404
        return found

    def versions_view(self, request, object_id):
        """Two versions side by side; the older one can be brought back."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if not publishing.may(request.user, "see"):
            raise PermissionDenied
        issue = self.posted_issue(request, object_id)
        older = self.version(issue, request.GET.get("a"))
        newer = self.version(issue, request.GET.get("b", NOW))
        if older is None or (newer is not None and newer.pk < older.pk):
            older, newer = newer, older
        before, after = (
            states.of_revision(revision, issue.pk) if revision else states.of(issue.pk)
            for revision in (older, newer)
        )
        return TemplateResponse(
            request,
            "desk/versions.html",
            {
                **self.admin_site.each_context(request),
                "title": _("Compare two versions"),
                "opts": self.opts,
                "original": issue,
                "older": older,
                "newer": newer,
                "head": head_fields(before, after),
                "entries": entries(before, after),
                "may_restore": older is not None and publishing.may(request.user, "restore", issue),
                "may_be_silent": publishing.may(request.user, "correct_silently", issue),
            },
        )

    def restore_view(self, request, object_id):
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not publishing.may(request.user, "restore"):
            raise PermissionDenied
        issue = self.posted_issue(request, object_id)
        if not publishing.may(request.user, "restore", issue):
            raise PermissionDenied
        revision = self.version(issue, request.POST.get("revision"))
        if revision is None:
            raise Http404
        said = {
            "note": request.POST.get("correction", "")[:REASON_MAX],
            "silent": "silent" in request.POST,
        }
        with history.recording(request.user):
            placing.lock([issue.pk])
            issue.refresh_from_db()
            if request.POST.get("version") != str(issue.version):
                messages.error(
                    request,
                    _("Nothing was done: the issue was changed meanwhile. This is how it stands."),
                )
                return self.back_to(issue)
            done = restoring.restore(issue, revision, user=request.user, **said)
            if done.changed:
                self.log_change(request, issue, history.current().reason)
        tell(request, done)
        return self.back_to(issue)


def tell(request, done):
    if not done.changed:
        messages.info(
            request, _("Nothing to do: “%(issue)s” is so already.") % {"issue": done.issue}
        )
        return
    messages.success(request, _("“%(issue)s” is as it was.") % {"issue": done.issue})
    for titles, sentence in (
        (done.brought_back, _("Back in the issue: %(titles)s")),
        (done.put_aside, _("In the pool now, for they came in later: %(titles)s")),
        (done.elsewhere, _("Left in another issue, where they stand now: %(titles)s")),
    ):
        if titles:
            messages.info(request, sentence % {"titles": "".join(map(titled, titles))})


def head_fields(before, after):
    found = states.difference(before, after)
    return [
        Field(corrections.HEAD_NAMES[name], compared(before.head[name], after.head[name]))
        for name in found.head
    ]


def compared(mine, theirs):
    return differences.compare(*("" if value is None else str(value) for value in (mine, theirs)))


def entries(before, after):
    """What differs of the items, in the order of the newer version."""
    found, names = states.difference(before, after), Names(before, after)
    rows = []
    for pk in [*ordered(after), *found.removed]:
        title = (after.items.get(pk) or before.items[pk])["title"]
        if pk in found.added:
            rows.append(Entry(title, _("added")))
        elif pk in found.removed:
            rows.append(Entry(title, _("taken out")))
        elif pk in found.changed or pk in found.moved:
            moved = _("moved: %(before)s → %(after)s") % {
                "before": names.place(before.items[pk]),
                "after": names.place(after.items[pk]),
            }
            fields = tuple(
                Field(
                    corrections.NAMES[name],
                    compared(*(names.of(name, state.items[pk][name]) for state in (before, after))),
                )
                for name in found.changed.get(pk, ())
            )
            rows.append(Entry(title, moved if pk in found.moved else "", fields))
    return rows


def ordered(state):
    return [pk for ids in state.places().values() for pk in ids]


class Names:
    """Names for the keys in two states: four queries, however many items."""

    def __init__(self, *kept):
        rows = [row for state in kept for row in state.items.values()]

        def named(model, column, name):
            keys = {row[column] for row in rows} - {None}
            return dict(model.objects.filter(pk__in=keys).values_list("pk", name))

        self.keys = {
            "region": named(Region, "region", "short_name"),
            "follows": named(Item, "follows", "title"),
            "source": named(Source, "source", "name"),
        }
        self.sections = named(Section, "section", "name")

    def of(self, name, value):
        if name == "topics":
            return "、".join(value)
        if name in self.keys and value is not None:
            return self.keys[name].get(value, value)
        return value

    def place(self, row):
        return f"{self.sections.get(row['section'], '?')} {row['position']}"
