"""The Chinese catalogue is complete, and the compiled file is made from it."""

import re

import polib
import pytest
from django.utils import translation

from tools import messages

CATALOGUE = polib.pofile(str(messages.CATALOGUE))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")


def texts(entry):
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_every_message_is_translated():
    known = {(entry.msgctxt or "", entry.msgid) for entry in CATALOGUE if entry.translated()}
    missing = {key for key in messages.used() if key not in known} - messages.djangos()
    assert missing == set(), "run `make messages` and translate them"


def test_nothing_is_fuzzy_empty_or_out_of_use():
    assert [entry.msgid for entry in CATALOGUE if entry.fuzzy] == []
    assert messages.untranslated(CATALOGUE) == []
    used = set(messages.used())
    assert [
        entry.msgid for entry in CATALOGUE if (entry.msgctxt or "", entry.msgid) not in used
    ] == []


def test_the_compiled_catalogue_says_the_same():
    compiled = polib.mofile(str(messages.CATALOGUE.with_suffix(".mo")))
    assert {(entry.msgctxt, entry.msgid): texts(entry) for entry in compiled} == {
        (entry.msgctxt, entry.msgid): texts(entry) for entry in CATALOGUE
    }, "run `make messages`"


@pytest.mark.parametrize(
    "entry", CATALOGUE.translated_entries(), ids=lambda entry: entry.msgid[:40]
)
def test_a_translation_has_the_places_of_its_original(entry):
    wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    for text in texts(entry):
        assert set(PLACEHOLDER.findall(text)) == wanted


def test_the_catalogue_is_what_the_site_speaks():
    with translation.override("zh-hans"):
        assert translation.gettext("region") == "地区"
    with translation.override("en"):
        assert translation.gettext("region") == "region"


def test_messages_are_found_in_python():
    source = """
title = _("One")
def f(n):
    yield ngettext("%(n)s day", "%(n)s days", n)
    yield self.gettext("Two"), _(name), pgettext("m", "May")
"""
    assert sorted(messages.in_python(source)) == [
        messages.Message("%(n)s day", "%(n)s days"),
        messages.Message("May", context="m"),
        messages.Message("One"),
        messages.Message("Two"),
    ]


def test_messages_are_found_in_templates():
    source = """{% load i18n %}{% translate "One" %}{{ _("Two")|upper }}
{% blocktranslate count n=days trimmed %}
  {{ n }} day
{% plural %}
  {{ n }} days
{% endblocktranslate %}{% translate "It's May" context "month" as y %}"""
    found = list(messages.in_template(source))
    assert messages.Message("One") in found
    assert messages.Message("Two") in found
    assert messages.Message("%(n)s day", "%(n)s days") in found
    assert messages.Message("It's May", context="month") in found
    assert len(found) == 4


def test_updating_keeps_translations_takes_those_given_and_drops_the_rest(monkeypatch):
    used = {
        ("", "Old"): (messages.Message("Old"), {"a.py"}),
        ("", "New"): (messages.Message("New"), {"a.py"}),
        ("", "%(n)s day"): (messages.Message("%(n)s day", "%(n)s days"), {"a.py"}),
    }
    monkeypatch.setattr(messages, "used", lambda: used)
    catalogue, given = polib.POFile(), polib.POFile()
    catalogue.append(polib.POEntry(msgid="Old", msgstr="旧"))
    catalogue.append(polib.POEntry(msgid="Gone", msgstr="没了"))
    given.append(
        polib.POEntry(msgid="%(n)s day", msgid_plural="%(n)s days", msgstr_plural={0: "%(n)s 天"})
    )
    fresh = messages.updated(catalogue, [given])
    assert {entry.msgid: texts(entry) for entry in fresh} == {
        "%(n)s day": ["%(n)s 天"],
        "New": [""],
        "Old": ["旧"],
    }
    assert messages.untranslated(fresh) == ["New"]
