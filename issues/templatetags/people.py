"""Names of users in pages."""

from django import template

from issues.accounts import person

register = template.Library()


@register.filter(name="person")
def named(user):
    """{{ user|person }}: 王明, not 明 王; nothing where there is nobody."""
    return person(user) if user else ""
