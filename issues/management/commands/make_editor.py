import io
import select
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from ...accounts import GROUPS, Refused, make_editor

PATIENCE = 3  # seconds; an open pipe that nobody writes to must not hold the command for ever


class Command(BaseCommand):
    help = "Makes an account for the admin. The password is a line on standard input, or made up."
    stealth_options = ("stdin",)

    def add_arguments(self, parser):
        parser.add_argument("name")
        parser.add_argument("--group", required=True, help=" | ".join(GROUPS))
        parser.add_argument(
            "--reset", action="store_true", help="new password and group for an existing account"
        )

    def handle(self, *, name, group, reset, **options):
        password = given(options.get("stdin", sys.stdin))
        try:
            account = make_editor(name, group, password, reset=reset)
        except Refused as error:
            raise CommandError(str(error), returncode=2) from error
        values = {"name": account.user.username, "group": group}
        if account.made:
            self.stdout.write(_("Account “%(name)s” made, in the group %(group)s.") % values)
        else:
            self.stdout.write(_("Account “%(name)s” reset, in the group %(group)s.") % values)
        if account.generated:
            self.stdout.write(_("Password: %(password)s") % {"password": account.password})
        self.stdout.write(_("Sign in at %(address)s") % {"address": f"{settings.SITE_URL}/admin/"})


def given(stdin):
    """The first line waiting on standard input; empty at a terminal and where there is none."""
    if stdin is None or stdin.closed or stdin.isatty() or not waiting(stdin):
        return ""
    return stdin.readline().rstrip("\r\n")


def waiting(stdin):
    try:
        descriptor = stdin.fileno()
    except io.UnsupportedOperation:
        return True
    return bool(select.select([descriptor], [], [], PATIENCE)[0])
