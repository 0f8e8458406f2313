"""What every page of the imports needs: the row, the right, the frame of the admin."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render

from issues.importing import commit
from issues.models import Import

# Above it SQLite takes no number for a key.
KEY_MAX = 2**63 - 1


def require_right(request):
    if not commit.may_import(request.user):
        raise PermissionDenied


def allowed(request, pk):
    """The import, for those who may work on it."""
    require_right(request)
    row = Import.objects.select_related("issue", "user", "edited_by", "committed_by", "undone_by")
    found = row.filter(pk=pk).first() if pk <= KEY_MAX else None
    if found is None:
        raise Http404
    return found


def shown(request, template, context, status=200):
    frame = {**admin.site.each_context(request), **context}
    return render(request, template, frame, status=status)
