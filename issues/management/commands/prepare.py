import hashlib
from importlib.metadata import version

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils.translation import gettext as _


class Command(BaseCommand):
    help = "Brings the database and the collected static files up to this release."

    def handle(self, **options):
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except OperationalError as error:
            raise CommandError(
                _("The database does not answer: %(why)s") % {"why": error}
            ) from error
        if collect():
            self.stdout.write(_("Static files collected."))


def collect():
    """Collects the static files unless those of the last time are the same. True if it did.

    Hashing what there is takes a tenth of a second, hashing and compressing it anew several.
    """
    mark = settings.DATA_DIR / "static.sha256"
    now = digest()
    if mark.exists() and mark.read_text() == now and settings.STATIC_ROOT.is_dir():
        return False
    mark.unlink(missing_ok=True)
    # Cleared, because copying only what is newer would keep the files of a later release
    # after going back to an earlier one.
    call_command("collectstatic", clear=True, interactive=False, verbosity=0)
    mark.write_text(now)
    return True


def digest():
    """Of every source file, and of the code that makes the collected files from them."""
    found = {}
    for finder in get_finders():
        for path, storage in finder.list([]):
            found.setdefault(path, storage)
    whole = hashlib.sha256(version("whitenoise").encode())
    whole.update((settings.BASE_DIR / "newsroom" / "staticfiles.py").read_bytes())
    for path, storage in sorted(found.items(), key=lambda row: row[0]):
        with storage.open(path) as file:
            whole.update(f"\n{path}\n".encode() + hashlib.sha256(file.read()).digest())
    return whole.hexdigest()
