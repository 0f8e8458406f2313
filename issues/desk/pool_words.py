"""What the script of the pool's page says, in the language of the page, with {0}, {1} … to fill."""

from django.utils.translation import gettext as _


def for_scripts():
    return {
        "taken": _("{0} → {1}"),
        "rejected": _("Rejected: {0}"),
        "many": _("{0} items"),
        "undone": _("Undone: {0}"),
        "nothing_to_undo": _("There is nothing to undo"),
        "end": _("This is the end of the page"),
        "picked": _("Picked, {0} in all"),
        "unpicked": _("No longer picked, {0} in all"),
        "no_draft": _("There is no draft to take it into: make a new issue first"),
        "no_such": _("There is no section {0}"),
        "no_proposal": _("No section is proposed for this one"),
        "no_source": _("This one has no source link"),
        "expired": _("You are signed out: sign in again in another tab, then go on here"),
        "no_line": _("The server did not answer; the items are back in the list"),
        "left": _("{0} left in the pool"),
    }
