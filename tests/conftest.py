import pytest
from django.core.cache import cache
from django.db import connection, transaction

from tests.factories import make_user

STANDING = {"issues_region", "issues_formercode"}  # thousands of rows; migrate mends them


@pytest.fixture(autouse=True, scope="session")
def _quick_flush():
    """After a test with transactions of its own. TRUNCATE takes PostgreSQL a second: new files
    for every table, where these hold few rows."""
    connection.ops.sql_flush = delete_all


def delete_all(style, tables, **options):
    return [
        f"DELETE FROM {connection.ops.quote_name(table)}"
        for table in sorted(set(tables) - STANDING)
    ]


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture(scope="module")
def shared_db(django_db_setup, django_db_blocker):
    """For rows that the tests of a module only read: made once, and gone behind the last one.

    What a test that asks for `db` changes is undone as ever, for its own transaction is within
    this one. Not for modules with a test that has transactions of its own.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


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
