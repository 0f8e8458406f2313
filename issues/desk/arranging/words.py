"""What the scripts of the page say, in the language of the page. {0}, {1} … are filled in."""

from django.utils.translation import gettext as _


def here(name, time):
    return _("%(name)s has had this page open since %(time)s") % {"name": name, "time": time}


def for_scripts():
    return moving() | editing() | saving() | warnings()


def moving():
    return {
        "where": _("{0}: place {1} of {2}"),
        "named": _("{0}: {1}"),
        "moved": _("{0} moved to {1}"),
        "undone": _("Move undone: {0}"),
        "undone_many": _("Move of {0} undone"),
        "nothing_to_undo": _("There is nothing to undo"),
        "end": _("This is the end"),
        "cancelled": _("Cancelled"),
        "taken": _("Taken: {0}, {1}. Up and down move it, Space puts it down, Esc takes it back"),
        "put_back": _("Put back: {0}, {1}"),
        "put_down": _("Put down: {0}, {1}"),
        "picked": _("Picked, {0} in all"),
        "unpicked": _("No longer picked, {0} in all"),
        "rows": _("{0} rows"),
        "drag": _("Drag, or press Space to take it"),
        "drag_named": _("Drag {0}"),
        "move_to": _("Move to…"),
        "move_named": _("Move {0} elsewhere"),
        "to": _("Move to"),
        "usually": _("usually {0}"),
        "fewer": _("{0} fewer than usual"),
        "found": _("{0} found"),
        "no_line": _("The server did not answer; what you typed is still in the field."),
        "added": _("{0} added"),
        "reading": _("The page is being read; {0} to go"),
    }


def editing():
    return {
        "fetching": _("The text is being fetched; please press again"),
        "no_texts": _("The texts could not be fetched: rows can be moved, not edited"),
        "noted": _("{0}: noted, not saved yet"),
        "restored": _("Cancelled, back to what it was"),
        "last": _("That was the last row of this section"),
        "edit_undone": _("Change undone: {0}"),
        "characters": _("{0} characters"),
        "usual_length": _("{0} characters (usually {1} to {2})"),
        "choices": _("Suggestions"),
        "choices_found": _("{0} suggestions; up and down choose one"),
    }


def saving():
    return {
        "clean": _("No unsaved changes"),
        "unsaved": _("Not saved: "),
        "n_moved": _("{0} moved"),
        "n_edited": _("{0} changed"),
        "order": _("order"),
        "comma": _(", "),
        "within": _(" ({0})"),
        "is_moved": _("moved"),
        "because": _("rejected: {0}"),
        "is_edited": _("changed"),
        "nothing": _("There is nothing to save"),
        "saving": _("Saving…"),
        "saved": _("Saved · {0}"),
        "expired": _("You have been signed out; your changes are still on this computer. "),
        "sign_in": _("Sign in on another page"),
        "then_save": _(", then save again."),
        "server_error": _("The server failed ({0}); your changes are still on this computer."),
        "offline": _("No connection: your changes stay on this computer and are sent later."),
        "order_stale": _("{0} moved rows at {1}; your moves are not saved yet. "),
        "replay": _("Load the new order and put my moves on it"),
        "many_refused": _("{0} rows were not saved; nobody’s changes were overwritten. "),
        "one_refused": _("{0}. "),
        "merge": _("See both texts and merge them"),
        "look": _("Go to the row"),
        "changed_by": _("{0} changed it at {1}"),
        "changed_meanwhile": _("changed by somebody else"),
        "waiting": _("to be merged"),
        "recovered": _("{0} changes of {1} that were not saved are back; please check and save."),
        "lost": _(" {0} of them are no longer in this issue."),
        "on_new_order": _(" They were put on the order as somebody else has left it."),
        "drop": _("Drop all changes that are not saved?"),
        "newer": _("a new order was saved; load the page to see it, your moves stay"),
        "elsewhere": _("placed elsewhere"),
    }


def warnings():
    return {
        "untitled": _("(no title)"),
        "no_title": _("no title"),
        "no_summary": _("no summary"),
        "no_source": _("no source"),
        "no_region": _("no region"),
        "no_topic": _("no topic"),
        "unpaired": _("《 》 not in pairs"),
    }


def merging():
    return {
        "use_mine": _("Take mine"),
        "use_theirs": _("Take theirs"),
        "nothing_here": _("Without these words"),
        "characters": _("{0} characters"),
    }
