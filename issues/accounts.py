"""Accounts for the admin, made at the server's own shell."""

import secrets
from dataclasses import dataclass

from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from .standing import CHIEF, EDITOR

GROUPS = (EDITOR, CHIEF)


class Refused(Exception):
    """The account cannot be made so; the text is a sentence that says why."""


@dataclass(frozen=True)
class Account:
    user: User
    password: str  # to be shown once when generated; it is stored only as a hash
    generated: bool
    made: bool  # False where an existing account was reset


@transaction.atomic
def make_editor(name, group, password="", *, reset=False):
    """An account in one of the two groups; the password is generated where none is given.

    An existing name is refused unless `reset`: then it gets the password and the group, and
    may sign in again. Raises Refused.
    """
    if group not in GROUPS:
        raise Refused(
            _("There is no group “%(group)s”: choose %(choices)s.")
            % {"group": group, "choices": _(" or ").join(GROUPS)}
        )
    known = User.objects.filter(username=User.normalize_username(name)).first()
    if known and not reset:
        raise Refused(
            _("There is an account “%(name)s” already; --reset gives it a new password.")
            % {"name": name}
        )
    user = known or User(username=User.normalize_username(name))
    generated = not password
    password = password or secrets.token_urlsafe(12)
    check(user, password)
    user.set_password(password)
    user.is_staff = user.is_active = True
    user.save()
    user.groups.remove(*Group.objects.filter(name__in=GROUPS).exclude(name=group))
    user.groups.add(Group.objects.get(name=group))
    return Account(user, password, generated, made=known is None)


def check(user, password):
    try:
        user.clean_fields(exclude=["password"])
    except ValidationError as error:
        raise Refused(_("This name cannot be used: %(why)s") % {"why": said(error)}) from error
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(_("This password cannot be used: %(why)s") % {"why": said(error)}) from error


def said(error):
    return " ".join(error.messages)


def person(user):
    """The name of a user; a Chinese one with the family name first and no space."""
    name = user.get_full_name()
    return (name if name.isascii() else f"{user.last_name}{user.first_name}") or str(user)
