import pytest
from django.core.cache import cache

from tests.factories import make_user


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture
def editor(db):
    return make_user("bianji", "编辑")


@pytest.fixture
def chief(db):
    return make_user("zhubian", "主编")


@pytest.fixture
def outsider(db):
    """Staff, but in neither group."""
    return make_user("waiwei", None)


@pytest.fixture
def root(db):
    return make_user("root", None, is_superuser=True)
