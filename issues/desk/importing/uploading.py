"""The list of imports, and taking in files: many in one post, or one by one from the script."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from issues.importing import messages, originals, record
from issues.importing.parsed import Refused
from issues.importing.readers.text import MOST_BYTES
from issues.models import Import

from .common import require_right, shown

PER_PAGE = 50


@dataclass(frozen=True)
class Uploaded:
    """What became of one file: an import, the import it is the same as, or a sentence."""

    name: str
    row: Import | None = None
    again: bool = False
    refusal: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def page(request):
    require_right(request)
    uploaded, status = [], 200
    if request.method == "POST":
        uploaded = [taken(file, request.user) for file in request.FILES.getlist("files")]
        if not any(found.row for found in uploaded):
            status = 422
    rows = Import.objects.select_related("issue", "user").defer("source", "parsed", "result")
    pages = Paginator(rows, PER_PAGE)
    context = {
        "title": _("Import back issues"),
        "uploaded": uploaded,
        "sent_nothing": request.method == "POST" and not uploaded,
        "page": pages.get_page(request.GET.get("p")),
        "most_bytes": MOST_BYTES,
        "most_megabytes": MOST_BYTES // 1024 // 1024,
    }
    return shown(request, "desk/imports.html", context, status)


def taken(file, user):
    """Reads one file; the sentence where it is refused."""
    if file.size > MOST_BYTES:
        most = MOST_BYTES // 1024 // 1024
        return Uploaded(file.name, refusal=messages.refusal("too_large", {"most": most}))
    data = file.read()
    same = record.recognised(originals.digest(data))
    if same is not None:
        return Uploaded(file.name, same, again=True)
    try:
        return Uploaded(file.name, record.take(data, file.name, user=user))
    except Refused as refused:
        return Uploaded(file.name, refusal=messages.refusal(refused.code, refused.values))
