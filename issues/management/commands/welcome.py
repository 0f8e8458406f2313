import errno
import io
import socket

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from ...accounts import make_editor
from ...models import Issue
from ...standing import CHIEF, DATA

NAME = "bianji"


class Command(BaseCommand):
    help = (
        "What `make run` does before it serves: `prepare`, and in a new database an account "
        "and the sample issues. Any other time it changes nothing."
    )

    def handle(self, **options):
        check_port(settings.PORT)
        call_command("prepare", stdout=self.stdout)
        account = furnish(self.stdout)
        values = {"name": NAME, "address": f"{settings.SITE_URL}/admin/"}
        if account:
            values["password"] = account.password
            self.stdout.write(
                _(
                    "Sign in at %(address)s as %(name)s with the password %(password)s "
                    "(shown this once)."
                )
                % values
            )
        elif User.objects.filter(username=NAME).exists():
            self.stdout.write(
                _(
                    "Sign in at %(address)s as %(name)s. Password lost? "
                    ".venv/bin/python manage.py make_editor %(name)s --group 主编 --reset"
                )
                % values
            )


@transaction.atomic
def furnish(stdout):
    """Sample issues and an account in a new database, both or neither; the Account, or None.

    New is a database without a user and without an issue: samples that somebody deleted do
    not come back, and nothing is added to a newsroom at work.
    """
    if User.objects.exists() or Issue.objects.exists():
        return None
    for path in sorted((DATA / "samples").glob("*.txt")):
        call_command("import_issue", str(path), publish=True, stdout=io.StringIO())
        stdout.write(_("Sample issue imported: %(name)s") % {"name": path.name})
    return make_editor(NAME, CHIEF)


def check_port(port):
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As the server does: a port just left by an earlier run is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            raise CommandError(
                _("Port %(port)s is in use or not allowed; choose another: make run PORT=8001")
                % {"port": port},
                returncode=2,
            ) from error
