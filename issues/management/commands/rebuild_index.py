"""The search index: built anew, or compared with the items."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from issues.models import Item
from issues.search import upkeep

SHOWN = 20


class Command(BaseCommand):
    help = "Builds the search index anew; with --check compares it and exits 1 on a difference."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="compare, and write nothing")

    def handle(self, *, check, **options):
        if check:
            self.check_index()
            return
        total = Item.objects.count()
        for done in upkeep.rebuild():
            self.stdout.write(_("%(done)s of %(all)s items") % {"done": done, "all": total})
        self.stdout.write(_("The search index is built."))

    def check_index(self):
        found = list(upkeep.differences())
        for item, what in found[:SHOWN]:
            self.stdout.write(worded(item, what))
        if found:
            self.stdout.write(
                _("%(count)s differences; rebuild_index without --check puts them right.")
                % {"count": len(found)}
            )
            raise SystemExit(1)
        self.stdout.write(_("The search index agrees with the items."))


def worded(item, what):
    values = {"item": item, "what": what}
    if item is None:
        return _("Inside the index: %(what)s") % values
    if what == upkeep.MISSING:
        return _("Item %(item)s is not in the index.") % values
    if what == upkeep.LEFT_OVER:
        return _("Item %(item)s is in the index, but is gone.") % values
    return _("Item %(item)s differs in the index: %(what)s") % values
