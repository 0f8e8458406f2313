"""Links that show an issue to somebody without an account before it is out.

The address is signed, so that nobody makes one up, and a row says how long it holds: a link
is of one issue, ends after at most 7 days, and can be revoked at any moment.
"""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from . import publishing
from .models import PreviewLink

LIFE = timedelta(days=7)
SIGNER = signing.Signer(sep=".", salt="issues.preview")
TOKEN_MAX = 100


def token(link):
    """Of the link and of its issue: neither can be exchanged for another."""
    return SIGNER.sign(f"{link.pk}-{link.issue_id}")


def address(link):
    return settings.SITE_URL + reverse("preview", args=[token(link)])


def make(issue, *, user, now=None):
    """A new PreviewLink. Raises PermissionDenied."""
    if not publishing.may(user, "edit", issue):
        raise PermissionDenied
    now = now or timezone.now()
    return PreviewLink.objects.create(issue=issue, made_by=user, made_at=now, expires_at=now + LIFE)


def revoke(link, *, user):
    """Ends the link at once. Raises PermissionDenied."""
    if not publishing.may(user, "edit", link.issue):
        raise PermissionDenied
    PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now())


def open_links(issue=None):
    """The links that lead somewhere. A clock before their making does not prolong them."""
    now = timezone.now()
    links = PreviewLink.objects.filter(expires_at__gt=now, made_at__lte=now, revoked_at=None)
    links = links.select_related("issue", "made_by")
    return links if issue is None else links.filter(issue=issue)


def read(text):
    """The open link of a token; None where it is wrong, old or revoked."""
    if len(text) > TOKEN_MAX:
        return None
    try:
        link, issue = SIGNER.unsign(text).split("-")
    except signing.BadSignature:
        return None
    return open_links().filter(pk=link, issue=issue).first()
