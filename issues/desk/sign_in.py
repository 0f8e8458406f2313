"""Sign-in with a limit on wrong passwords, per account and per address."""

import math
from datetime import timedelta

from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import ngettext

from issues.models import SignInFailure
from issues.text import slugs


def account_key(username):
    """One key for all spellings of a name; unknown names are counted like known ones."""
    return slugs.key(username)[:150]


def limits(account, address):
    """(rows that count, attempts, seconds) for each limit that is set.

    The address is that of the connection: a header can be made up by the sender. Behind a
    unix socket there is none, and then only accounts are counted.
    """
    if settings.LOGIN_RATE_ACCOUNT:
        yield SignInFailure.objects.filter(account=account), *settings.LOGIN_RATE_ACCOUNT
    if settings.LOGIN_RATE_ADDRESS and address:
        yield SignInFailure.objects.filter(address=address), *settings.LOGIN_RATE_ADDRESS


def seconds_to_wait(account, address, *, but):
    """How long until another attempt is allowed; 0 now. `but` is the attempt that asks."""
    now = timezone.now()
    waits = [0]
    for rows, attempts, seconds in limits(account, address):
        recent = rows.filter(at__gt=now - timedelta(seconds=seconds)).exclude(pk=but.pk)
        times = list(recent.order_by("-at").values_list("at", flat=True)[:attempts])
        if len(times) == attempts:
            waits.append(seconds - (now - times[-1]).total_seconds())
    return max(waits)


def forget_old():
    rates = [rate for rate in (settings.LOGIN_RATE_ACCOUNT, settings.LOGIN_RATE_ADDRESS) if rate]
    longest = max((seconds for _attempts, seconds in rates), default=0)
    SignInFailure.objects.filter(at__lte=timezone.now() - timedelta(seconds=longest)).delete()


class SignInForm(AdminAuthenticationForm):
    """Django's form of the admin. Over the limit even the right password is refused."""

    wait = 0  # seconds, where the limit was reached

    def clean(self):
        if not (self.cleaned_data.get("username") and self.cleaned_data.get("password")):
            return super().clean()
        account = account_key(self.cleaned_data["username"])
        address = self.request.META.get("REMOTE_ADDR", "")[:45]
        # Written before the password is looked at, so that a hundred attempts at once see
        # each other. What the limit refuses does not count, else trying again would never end.
        attempt = SignInFailure.objects.create(account=account, address=address, at=timezone.now())
        self.wait = seconds_to_wait(account, address, but=attempt)
        if self.wait:
            attempt.delete()
            raise self.throttled()
        forget_old()
        cleaned = super().clean()
        SignInFailure.objects.filter(account=account).delete()
        return cleaned

    def throttled(self):
        minutes = math.ceil(self.wait / 60)
        text = ngettext(
            "Too many failed sign-ins. Please try again in %(minutes)d minute.",
            "Too many failed sign-ins. Please try again in %(minutes)d minutes.",
            minutes,
        )
        return ValidationError(text, code="throttled", params={"minutes": minutes})
