"""The module that speaks the language of the database in use."""

from django.db import connection

from . import postgres, sqlite

MODULES = {"sqlite": sqlite, "postgresql": postgres}


def engine():
    return MODULES[connection.vendor]
