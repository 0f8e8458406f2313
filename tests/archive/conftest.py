import pytest
from django.test import Client


class Reader(Client):
    """A reader without an account, who comes by https."""

    def generic(self, *args, **kwargs):
        return super().generic(*args, **{**kwargs, "secure": True})


@pytest.fixture
def reader(db):
    return Reader()
