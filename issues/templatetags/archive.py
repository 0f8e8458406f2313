"""How the reading pages write dates, numbers, addresses and descriptions for machines."""

import json
from datetime import date

from django import template
from django.utils.encoding import uri_to_iri
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import pgettext

from issues.archive import rows
from issues.text import titles, urls

register = template.Library()

DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}

register.filter("issue_name", rows.name_of)
register.filter("safe_url", urls.safe_url)
register.filter("host", urls.host)
register.filter("titled", titles.titled)


@register.filter
def seal(number):
    """第一二八期: digit by digit, as the seal of a newspaper has it."""
    return f"第{str(number).translate(DIGITS)}期"


# The formats are those of Django's `date` filter: Y年n月j日 in Chinese.
@register.filter(expects_localtime=True)
def long_date(day):
    return date_format(day, pgettext("date format", "j F Y"))


@register.filter
def short_date(day):
    return date_format(day, pgettext("date format", "j F"))


@register.filter
def month_name(bar):
    """The month of a bar of the trend: 2024年12月, December 2024."""
    return date_format(date(bar.year, bar.month, 1), pgettext("date format", "F Y"))


@register.filter
def month_only(month):
    """1…12 as a row of the trend's table names it: 12月, December."""
    return date_format(date(2000, month, 1), pgettext("date format", "F"))


@register.filter
def address(thing):
    """The path of the thing's page with its Chinese characters as they are.

    Written as %E4… a topic's path is three times as long, and no reader knows what it says.
    """
    return uri_to_iri(thing.get_absolute_url())


class LinkedData:
    """JSON inside a script element: without < > & it can neither end the element nor begin one."""

    def __init__(self, data):
        self.data = data

    def __html__(self):
        text = json.dumps(self.data, ensure_ascii=False, separators=(",", ":"))
        return text.translate(ESCAPES)


@register.simple_tag
def linked_data(data):
    return format_html('<script type="application/ld+json">{}</script>', LinkedData(data))
