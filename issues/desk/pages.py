"""Registers the pages of the desk; those of accounts and groups are Django's own."""

from django.contrib.auth import admin as accounts  # noqa: F401

from . import issue_admin, item_admin, small_admin, source_admin, topic_admin  # noqa: F401
