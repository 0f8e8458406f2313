"""收稿: from an address to a place in the issue. Only a POST fetches, so that no link of
anybody's can make the server do so."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from issues import publishing
from issues.gathering import pages
from issues.gathering.capture import Closed, keep
from issues.gathering.publishers import publisher_of
from issues.gathering.refusals import Refused
from issues.models import Issue, Item, Section

from .capture_form import (
    FILLED,
    CaptureForm,
    filled,
    from_bookmarklet,
    names_of,
    region_text,
    usual_regions,
)
from .capture_matches import matches_of, same_page
from .finding import whole_number

DRAFTS = 6  # issues that an item may go into
# Opens this page with the address, the title and what is marked; {} is the page.
BOOKMARKLET = (
    "javascript:(()=>{{const p=new URLSearchParams({{url:location.href,"
    "title:document.title.slice(0,90),text:String(getSelection()).slice(0,400)}});"
    'window.open("{}?"+p)}})()'
)


@dataclass(frozen=True)
class Note:
    """What came of reading the page: `kind` is "" or "warn", or "error" for a bad address."""

    kind: str
    text: str


def capture(request, site):
    """The page itself (GET), a page read into the form, or an item kept (POST)."""
    if not request.user.has_perm("issues.add_item"):
        raise PermissionDenied
    if request.method == "POST":
        return save(request, site) if request.POST.get("to") else read(request, site)
    publisher = publisher_of(request.GET.get("url", ""))
    initial = from_bookmarklet(request.GET, {publisher.name} if publisher else ())
    form = CaptureForm(initial=initial, user=request.user)
    return page(request, site, form, publisher=publisher)


# --- reading ---


def read(request, site):
    """Fetches the address and fills the form; as JSON for the script of the page."""
    draft = pages.draft_of(request.POST.get("source_url", ""))
    data, names = filled(request.POST, draft)
    form = CaptureForm(data, user=request.user)
    context = page_context(request, form, draft=draft, publisher=draft.publisher)
    note = note_of(form, draft, names, context["matches"])
    if "application/json" not in request.headers.get("Accept", ""):
        return page(request, site, form, note=note, context=context)
    fields = {name: data[name] for name in form.fields if name in data}
    return JsonResponse(
        {
            "fields": fields,
            "note": {"kind": note.kind, "text": note.text},
            "matches": render_to_string("desk/capture_matches.html", context, request),
            "hints": render_to_string("desk/capture_hints.html", context, request),
            "to": context["to"],
        }
    )


def note_of(form, draft, names, known):
    if draft.problem:
        sentence = Refused(draft.problem).sentence
        kind = "error" if draft.problem == "address" else "warn"
        kept = _("The address is kept; please fill in the rest by hand.")
        text = joined(sentence, kept) if kind == "warn" else str(sentence)
    elif names:
        kind, text = "", _("Filled in from the page: %(fields)s. All of it can be changed.")
        text %= {"fields": names_of(form, names)}
    else:
        kind, text = "", _("The page was read; everything here was typed by you and stays.")
    # On a phone, and to those who listen, what stands beside the form is far away.
    if known:
        text = joined(text, _("It may be in the newsroom already: see “In the newsroom already”."))
    return Note(kind, text)


def joined(one, two):
    """Two sentences; Chinese puts no space between them."""
    return _("%(one)s %(two)s") % {"one": one, "two": two}


# --- keeping ---


def save(request, site):
    form = CaptureForm(request.POST, user=request.user)
    issue, section = target(request)
    if not form.is_valid():
        return page(request, site, form)
    known = [match for match in same_page(form) if str(match.item.pk) not in seen(request)]
    if known:
        # Once, with what is there beside it; the second press means it.
        note = Note("warn", _("This page is in the newsroom already. Press again to keep it too."))
        return page(request, site, form, note=note)
    item = form.save(commit=False)
    try:
        made = keep(
            item, form.cleaned_data["topics"], user=request.user, issue=issue, section=section
        )
    except Closed as closed:
        form.add_error(None, str(closed))
        return page(request, site, form)
    log(request, site, item)
    messages.success(request, kept_sentence(item))
    if made:
        names = "、".join(topic.name for topic in made)
        messages.info(request, _("New topics: %(names)s.") % {"names": names})
    return HttpResponseRedirect(address(issue))


def target(request):
    """(issue, section) that the pressed button names, or (None, None) for the pool."""
    if request.POST["to"] == "pool":
        return None, None
    issue = Issue.objects.filter(pk=whole_number(request.POST.get("issue", ""))).first()
    section = Section.objects.filter(pk=whole_number(request.POST["to"])).first()
    if not issue or not section or not publishing.may(request.user, "edit", issue):
        raise PermissionDenied
    return issue, section


def seen(request):
    return request.POST.get("seen", "").split(",")


def open_issues():
    return Issue.objects.filter(status=Issue.Status.DRAFT).newest_first()


def log(request, site, item):
    admin = site.get_model_admin(Item)
    admin.log_addition(request, item, [{"added": {}}])


def kept_sentence(item):
    edit = reverse("admin:issues_item_change", args=[item.pk])
    if item.issue_id is None:
        return format_html(_('Kept in the pool: <a href="{}">{}</a>'), edit, item.title)
    issue = reverse("admin:issues_issue_arrange", args=[item.issue_id]) + f"#i{item.pk}"
    return format_html(
        _('Put into <a href="{}">{}</a>, {} {}: <a href="{}">{}</a>'),
        *(issue, item.issue, item.section, item.position, edit, item.title),
    )


def address(issue=None):
    base = reverse("admin:issues_item_capture")
    return f"{base}?{urlencode({'issue': issue.number})}" if issue else base


# --- the page ---


def page(request, site, form, *, note=None, context=None, publisher=None):
    context = context or page_context(request, form, publisher=publisher)
    own = settings.SITE_URL + reverse("admin:issues_item_capture")
    context |= {
        **site.each_context(request),
        "title": _("Gather"),
        "opts": Item._meta,
        "note": note,
        "lines": [form[name] for name in FILLED],
        "regions": usual_regions(),
        "bookmarklet": BOOKMARKLET.format(own),
    }
    return TemplateResponse(request, "desk/capture.html", context)


def page_context(request, form, *, draft=None, publisher=None):
    """What the form, its hints and the list of matches need."""
    issues = list(open_issues()[:DRAFTS]) if publishing.may(request.user, "edit") else []
    chosen = request.POST.get("issue") or request.GET.get("issue", "")
    issue = next((row for row in issues if chosen in (str(row.pk), str(row.number))), None)
    issue = issue or (issues[0] if issues else None)
    sections = sections_of(issues)
    known = matches_of(form, draft)
    url = form["source_url"].value() or ""
    publisher = publisher or (publisher_of(url) if url else None)
    usual = publisher.section_id if publisher else None
    return {
        "form": form,
        "issues": issues,
        "issue": issue,
        "sections": sections,
        "to": usual if usual in [section.pk for section in sections] else "pool",
        "draft": draft,
        "publisher": publisher,
        "candidates": [region_text(code) for code in draft.regions] if draft else [],
        "matches": known,
        "follow_possible": any(match.where == "issue" for match in known),
    }


def sections_of(issues):
    """The standing sections, and those that one of the issues has besides."""
    if not issues:
        return []
    used = Item.objects.filter(issue__in=issues).values("section")
    return list(Section.objects.filter(Q(standing=True) | Q(pk__in=used)))
