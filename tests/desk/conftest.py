import pytest
from django.test import Client

from tests.factories import make_user


class Browser(Client):
    """Speaks https, as the site demands."""

    def generic(self, *args, **kwargs):
        return super().generic(*args, **{**kwargs, "secure": True})


@pytest.fixture
def browse():
    """browse(user) is a signed-in browser, browse() one that is not."""

    def browse(user=None):
        browser = Browser()
        if user is not None:
            browser.force_login(user)
        return browser

    return browse


@pytest.fixture
def transactional_editors(transactional_db):
    return [make_user("jia", "编辑"), make_user("yi", "编辑")]
