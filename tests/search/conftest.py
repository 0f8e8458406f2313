import pytest

from issues.models import Item
from issues.search import find


@pytest.fixture
def titles(db):
    """Titles of what a query finds, in their order."""

    def titles(text="", **options):
        found = find(text, **options)
        names = dict(Item.objects.values_list("pk", "title"))
        assert found.total >= len(found.ids)
        return [names[pk] for pk in found.ids]

    return titles
