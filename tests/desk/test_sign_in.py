from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User

from issues.models import SignInFailure
from tests.factories import make_user

URL = "/admin/login/"
NOW = datetime(2025, 3, 1, 4, 0, tzinfo=UTC)
PASSWORD = "a long password"


@pytest.fixture(autouse=True)
def _limits(settings):
    settings.LOGIN_RATE_ACCOUNT = (3, 900)
    settings.LOGIN_RATE_ADDRESS = (6, 900)


def try_it(browser, name="bianji", password="wrong", address="192.0.2.1", **headers):
    data = {"username": name, "password": password, "next": "/admin/"}
    return browser.post(URL, data, REMOTE_ADDR=address, **headers)


def test_it_works(browse, editor):
    response = try_it(browse(), password=PASSWORD)
    assert (response.status_code, response.url) == (302, "/admin/")


def test_the_page_is_kept_by_nobody(browse, db):
    header = browse().get(URL).headers["Cache-Control"]
    assert "no-store" in header
    assert "private" in header


def test_a_wrong_password(browse, editor):
    response = try_it(browse())
    assert response.status_code == 200
    assert "_auth_user_id" not in response.client.session
    assert SignInFailure.objects.get().account == "bianji"


def test_after_too_many_even_the_right_password_waits(browse, editor):
    with time_machine.travel(NOW, tick=False):
        for _attempt in range(3):
            assert try_it(browse()).status_code == 200
        response = try_it(browse(), password=PASSWORD)
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "901"
    assert "登录失败次数太多，请 15 分钟后再试。" in response.content.decode()
    assert "_auth_user_id" not in response.client.session


def test_the_wait_is_true(browse, editor):
    with time_machine.travel(NOW, tick=False) as clock:
        for _attempt in range(3):
            try_it(browse())
            clock.shift(timedelta(minutes=1))
        # 12 minutes are left; trying on does not make them more.
        for _attempt in range(5):
            response = try_it(browse(), password=PASSWORD)
        assert "请 12 分钟后再试。" in response.content.decode()
        clock.shift(timedelta(minutes=12))
        assert try_it(browse(), password=PASSWORD).status_code == 302


def test_success_clears_the_account_and_no_other(browse, editor, chief):
    try_it(browse(), "zhubian")
    try_it(browse())
    try_it(browse())
    try_it(browse(), password=PASSWORD)
    assert SignInFailure.objects.get().account == "zhubian"


def test_names_that_nobody_has_are_counted_alike(browse, db):
    answers = [try_it(browse(), "nobody") for _attempt in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]


def test_the_account_is_one_whatever_its_spelling(browse, editor):
    for name in ("bianji", "BIANJI", "ｂianji"):
        try_it(browse(), name)
    assert try_it(browse(), " bianji ", PASSWORD).status_code == 429


def test_one_address_with_many_names(browse, editor):
    for number in range(6):
        assert try_it(browse(), f"name{number}").status_code == 200
    assert try_it(browse(), password=PASSWORD).status_code == 429
    assert try_it(browse(), password=PASSWORD, address="192.0.2.2").status_code == 302


def test_the_address_is_not_what_a_header_says(browse, editor):
    for number in range(6):
        try_it(browse(), f"name{number}", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
    header = {"HTTP_X_FORWARDED_FOR": "198.51.100.99"}
    assert try_it(browse(), password=PASSWORD, **header).status_code == 429


def test_without_an_address_only_accounts_are_counted(browse, editor):
    for number in range(8):
        try_it(browse(), f"name{number}", address="")
    assert try_it(browse(), password=PASSWORD, address="").status_code == 302


def test_no_limits(browse, editor, settings):
    settings.LOGIN_RATE_ACCOUNT = settings.LOGIN_RATE_ADDRESS = None
    for _attempt in range(8):
        assert try_it(browse()).status_code == 200
    assert try_it(browse(), password=PASSWORD).status_code == 302


def test_old_failures_are_forgotten(browse, editor):
    with time_machine.travel(NOW, tick=False) as clock:
        try_it(browse(), "nobody")
        clock.shift(timedelta(minutes=15))
        try_it(browse())
    assert [row.account for row in SignInFailure.objects.all()] == ["bianji"]


def test_an_account_that_is_no_editor_is_refused(browse, db):
    User.objects.create_user("reader", password=PASSWORD)
    response = try_it(browse(), "reader", PASSWORD)
    assert response.status_code == 200
    assert "_auth_user_id" not in response.client.session
    assert SignInFailure.objects.get().account == "reader"


def test_nothing_typed_counts_for_nothing(browse, db):
    assert try_it(browse(), "", "").status_code == 200
    assert not SignInFailure.objects.exists()


def test_a_very_long_name(browse, db):
    assert try_it(browse(), "x" * 4000).status_code == 200


def test_in_english(browse, db):
    make_user("bianji")
    for _attempt in range(3):
        try_it(browse())
    data = {"username": "bianji", "password": PASSWORD}
    page = browse().post(f"/en{URL}", data, REMOTE_ADDR="192.0.2.1").content.decode()
    assert "Too many failed sign-ins. Please try again in 15 minutes." in page
