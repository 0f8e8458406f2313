"""Who gets what at every address: the table below has a line for each, and a test for that.

A line says the status for a reader, for staff in no group, 编辑, 主编 and a superuser, first
on GET and then on POST. An address that is missing here fails, and so does a line too many.
"""

import re

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver

from issues import preview
from issues.models import Issue, Item, Publisher, Section, Source, Topic
from tests.factories import make_import, make_issue, make_item, make_user

ROLES = ("reader", "outsider", "editor", "chief", "root")

# The objects of the admin's addresses are: the published issue 12 and its only item, that
# item's topic and section, the region 440300, an account and a group. POST carries nothing
# (a forged or empty form) but the confirmation where something is deleted; 409 is the form
# shown again, because a form without the version it saw counts as a stale one.
TABLE = """
healthz                                              200 200 200 200 200 | 405 405 405 405 405
readyz                                               200 200 200 200 200 | 405 405 405 405 405
robots.txt                                           200 200 200 200 200 | 405 405 405 405 405
sitemap.xml                                          200 200 200 200 200 | 405 405 405 405 405
sitemap-<section>.xml                                200 200 200 200 200 | 405 405 405 405 405
opensearch.xml                                       200 200 200 200 200 | 405 405 405 405 405
feeds/issues.<kind:kind>                             200 200 200 200 200 | 405 405 405 405 405
feeds/items.<kind:kind>                              200 200 200 200 200 | 405 405 405 405 405
feeds/search.<kind:kind>                             200 200 200 200 200 | 405 405 405 405 405
api/v1/items/                                        200 200 200 200 200 | 405 405 405 405 405
api/v1/facets/                                       200 200 200 200 200 | 405 405 405 405 405
admin/                                               302 200 200 200 200 | 302 200 200 200 200
admin/login/                                         200 302 302 302 302 | 200 200 200 200 200
admin/logout/                                        302 405 405 405 405 | 302 200 200 200 200
admin/password_change/                               302 200 200 200 200 | 302 200 200 200 200
admin/password_change/done/                          302 200 200 200 200 | 302 405 405 405 405
admin/autocomplete/                                  302 403 403 403 403 | 302 405 405 405 405
admin/jsi18n/                                        302 200 200 200 200 | 302 405 405 405 405
admin/r/<path:content_type_id>/<path:object_id>/     302 302 302 302 302 | 302 302 302 302 302
admin/auth/group/                                    302 403 403 403 200 | 302 403 403 403 200
admin/auth/group/add/                                302 403 403 403 200 | 302 403 403 403 200
admin/auth/group/<path:object_id>/history/           302 403 403 403 200 | 302 403 403 403 200
admin/auth/group/<path:object_id>/delete/            302 403 403 403 200 | 302 403 403 403 302
admin/auth/group/<path:object_id>/change/            302 403 403 403 200 | 302 403 403 403 200
admin/auth/group/<path:object_id>/                   302 302 302 302 302 | 302 302 302 302 302
admin/auth/user/<id>/password/                       302 403 403 403 200 | 302 403 403 403 200
admin/auth/user/                                     302 403 403 403 200 | 302 403 403 403 200
admin/auth/user/add/                                 302 403 403 403 200 | 302 403 403 403 200
admin/auth/user/<path:object_id>/history/            302 403 403 403 200 | 302 403 403 403 200
admin/auth/user/<path:object_id>/delete/             302 403 403 403 200 | 302 403 403 403 302
admin/auth/user/<path:object_id>/change/             302 403 403 403 200 | 302 403 403 403 200
admin/auth/user/<path:object_id>/                    302 302 302 302 302 | 302 302 302 302 302
admin/statistics/                                    302 403 200 200 200 | 302 405 405 405 405
admin/statistics/<str:by>.csv                        302 403 200 200 200 | 302 405 405 405 405
admin/imports/                                       302 403 200 200 200 | 302 403 422 422 422
admin/imports/<int:pk>/                              302 403 200 200 200 | 302 403 409 409 409
admin/imports/<int:pk>/file/                         302 403 200 200 200 | 302 405 405 405 405
admin/imports/<int:pk>/undo/                         302 405 405 405 405 | 302 403 303 303 303
admin/imports/<int:pk>/discard/                      302 405 405 405 405 | 302 403 303 303 303
admin/issues/issue/clone/                            302 405 405 405 405 | 302 403 302 302 302
admin/issues/issue/<path:object_id>/arrange/         302 403 200 200 200 | 302 403 303 303 303
admin/issues/issue/<path:object_id>/arrange/items.json 302 403 200 200 200 | 302 405 405 405 405
admin/issues/issue/<path:object_id>/arrange/pool.json 302 403 200 200 200 | 302 405 405 405 405
admin/issues/issue/<path:object_id>/arrange/add/     302 405 405 405 405 | 302 403 303 303 303
admin/issues/issue/<path:object_id>/arrange/here/    302 405 405 405 405 | 302 403 200 200 200
admin/issues/item/<path:object_id>/merge/            302 403 302 302 302 | 302 403 302 302 302
admin/issues/issue/<path:object_id>/publish/         302 405 405 405 405 | 302 403 403 302 302
admin/issues/issue/<path:object_id>/submit/              302 405 405 405 405 | 302 403 302 302 302
admin/issues/issue/<path:object_id>/recall/              302 405 405 405 405 | 302 403 302 302 302
admin/issues/issue/<path:object_id>/approve/             302 405 405 405 405 | 302 403 403 302 302
admin/issues/issue/<path:object_id>/take-back/           302 405 405 405 405 | 302 403 403 302 302
admin/issues/issue/<path:object_id>/reschedule/          302 405 405 405 405 | 302 403 403 302 302
admin/issues/issue/<path:object_id>/withdraw/            302 405 405 405 405 | 302 403 403 302 302
admin/issues/issue/<path:object_id>/reinstate/           302 405 405 405 405 | 302 403 403 302 302
admin/issues/issue/<path:object_id>/preflight/       302 403 200 200 200 | 302 403 302 302 302
admin/issues/issue/<path:object_id>/preview-link/    302 405 405 405 405 | 302 403 302 302 302
admin/issues/issue/<path:object_id>/preview-revoke/  302 405 405 405 405 | 302 403 404 404 404
admin/issues/issue/<path:object_id>/comment/         302 405 405 405 405 | 302 403 302 302 302
admin/issues/item/<path:object_id>/comment/          302 405 405 405 405 | 302 403 302 302 302
admin/issues/issue/<path:object_id>/versions/        302 403 404 404 404 | 302 405 405 405 405
admin/issues/issue/<path:object_id>/restore/         302 405 405 405 405 | 302 403 403 404 404
admin/issues/issue/<path:object_id>/move/            302 405 405 405 405 | 302 403 302 302 302
admin/issues/issue/                                  302 403 200 200 200 | 302 403 200 200 200
admin/issues/issue/add/                              302 403 200 200 200 | 302 403 200 200 200
admin/issues/issue/<path:object_id>/history/         302 403 200 200 200 | 302 403 200 200 200
admin/issues/issue/<path:object_id>/delete/          302 403 403 403 403 | 302 403 403 403 403
admin/issues/issue/<path:object_id>/change/          302 403 200 200 200 | 302 403 409 409 409
admin/issues/issue/<path:object_id>/                 302 302 302 302 302 | 302 302 302 302 302
admin/issues/item/capture/                           302 403 200 200 200 | 302 403 200 200 200
admin/issues/item/pool/                              302 403 200 200 200 | 302 405 405 405 405
admin/issues/item/pool/sort/                         302 405 405 405 405 | 302 403 302 302 302
admin/issues/item/pool/rejected/                     302 403 200 200 200 | 302 405 405 405 405
admin/issues/item/                                   302 403 200 200 200 | 302 403 200 200 200
admin/issues/item/add/                               302 403 200 200 200 | 302 403 200 200 200
admin/issues/item/<path:object_id>/history/          302 403 200 200 200 | 302 403 200 200 200
admin/issues/item/<path:object_id>/delete/           302 403 403 200 200 | 302 403 403 302 302
admin/issues/item/<path:object_id>/change/           302 403 200 200 200 | 302 403 409 409 409
admin/issues/item/<path:object_id>/                  302 302 302 302 302 | 302 302 302 302 302
admin/issues/topic/                                  302 403 200 200 200 | 302 403 200 200 200
admin/issues/topic/tidy/                             302 403 200 200 200 | 302 403 403 302 302
admin/issues/topic/add/                              302 403 200 200 200 | 302 403 200 200 200
admin/issues/topic/<path:object_id>/history/         302 403 200 200 200 | 302 403 200 200 200
admin/issues/topic/<path:object_id>/delete/          302 403 403 200 200 | 302 403 403 302 302
admin/issues/topic/<path:object_id>/change/          302 403 200 200 200 | 302 403 200 200 200
admin/issues/topic/<path:object_id>/                 302 302 302 302 302 | 302 302 302 302 302
admin/issues/section/                                302 403 200 200 200 | 302 403 200 200 200
admin/issues/section/add/                            302 403 403 200 200 | 302 403 403 200 200
admin/issues/section/<path:object_id>/history/       302 403 200 200 200 | 302 403 200 200 200
admin/issues/section/<path:object_id>/delete/        302 403 403 200 200 | 302 403 403 200 200
admin/issues/section/<path:object_id>/change/        302 403 200 200 200 | 302 403 403 200 200
admin/issues/section/<path:object_id>/               302 302 302 302 302 | 302 302 302 302 302
admin/issues/source/<path:object_id>/poll/           302 405 405 405 405 | 302 403 302 302 302
admin/issues/source/                                 302 403 200 200 200 | 302 403 200 200 200
admin/issues/source/add/                             302 403 200 200 200 | 302 403 200 200 200
admin/issues/source/<path:object_id>/history/        302 403 200 200 200 | 302 403 200 200 200
admin/issues/source/<path:object_id>/delete/         302 403 403 200 200 | 302 403 403 302 302
admin/issues/source/<path:object_id>/change/         302 403 200 200 200 | 302 403 409 409 409
admin/issues/source/<path:object_id>/                302 302 302 302 302 | 302 302 302 302 302
admin/issues/publisher/                              302 403 200 200 200 | 302 403 200 200 200
admin/issues/publisher/add/                          302 403 200 200 200 | 302 403 200 200 200
admin/issues/publisher/<path:object_id>/history/     302 403 200 200 200 | 302 403 200 200 200
admin/issues/publisher/<path:object_id>/delete/      302 403 403 200 200 | 302 403 403 302 302
admin/issues/publisher/<path:object_id>/change/      302 403 200 200 200 | 302 403 200 200 200
admin/issues/publisher/<path:object_id>/             302 302 302 302 302 | 302 302 302 302 302
admin/issues/region/                                 302 403 200 200 200 | 302 403 200 200 200
admin/issues/region/add/                             302 403 403 403 403 | 302 403 403 403 403
admin/issues/region/<path:object_id>/history/        302 403 200 200 200 | 302 403 200 200 200
admin/issues/region/<path:object_id>/delete/         302 403 403 403 403 | 302 403 403 403 403
admin/issues/region/<path:object_id>/change/         302 403 200 200 200 | 302 403 403 403 403
admin/issues/region/<path:object_id>/                302 302 302 302 302 | 302 302 302 302 302
admin/^(?P<app_label>auth|issues)/$                  302 404 200 200 200 | 302 404 200 200 200
admin/(?P<url>.*)$                                   302 404 404 404 404 | 302 404 404 404 404
""                                                   200 200 200 200 200 | 405 405 405 405 405
issues/                                              200 200 200 200 200 | 405 405 405 405 405
issues/latest/                                       302 302 302 302 302 | 405 405 405 405 405
issues/<number:number>/                              200 200 200 200 200 | 405 405 405 405 405
preview/issue/<number:number>/                       404 404 200 200 200 | 405 405 405 405 405
preview/<str:token>/                                 200 200 200 200 200 | 405 405 405 405 405
items/<number:pk>/                                   200 200 200 200 200 | 405 405 405 405 405
search/                                              200 200 200 200 200 | 405 405 405 405 405
regions/                                             200 200 200 200 200 | 405 405 405 405 405
regions/<code:code>/                                 200 200 200 200 200 | 405 405 405 405 405
topics/                                              200 200 200 200 200 | 405 405 405 405 405
topics/<topic:slug>/                                 200 200 200 200 200 | 405 405 405 405 405
"""


def routes(resolver=None, before=""):
    """Every route of the site once; the readers' pages stand in it without /en/."""
    for pattern in (resolver or get_resolver()).url_patterns:
        # The prefix of the language reads as "" here: Chinese, the default, has none.
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route or '""'
        else:
            yield from routes(pattern, route)


def expected():
    """{route: (statuses on GET, statuses on POST)}"""
    table = {}
    for line in TABLE.strip().splitlines():
        front, post = line.split(" | ")
        route, *get = front.split()
        table[route] = get, post.split()
    return table


def preview_token(issue):
    return preview.token(preview.make(issue, user=make_user("lianjie", "编辑")))


def address(route):
    """A path that the route matches and that leads to something which is there."""
    item = Item.objects.get(issue__number=12)
    keys = {
        "issue": item.issue_id,
        "item": item.pk,
        "topic": item.topics[0].pk,
        "section": item.section_id,
        "region": "440300",
        "source": Source.objects.get().pk,
        "publisher": Publisher.objects.first().pk,
        "user": make_user("somebody").pk,
        "group": Group.objects.get(name="编辑").pk,
    }
    model = re.match(r"admin/(?:auth|issues)/(\w+)/", route)
    values = {
        '""': "",
        "<number:number>": "12",
        "<str:token>": preview_token(item.issue),
        "<number:pk>": item.pk,
        "<code:code>": "440300",
        "<topic:slug>": item.topics[0].slug,
        "<section>": "issues",
        "<kind:kind>": "atom",
        "<int:pk>": make_import().pk,
        "<path:content_type_id>": ContentType.objects.get_for_model(Item).pk,
        "<path:object_id>": keys.get(model[1]) if model else item.pk,
        "<id>": keys["user"],
        "<str:by>": "month",
        "^(?P<app_label>auth|issues)/$": "issues/",
        "(?P<url>.*)$": "nothing",
    }
    for mark, value in values.items():
        route = route.replace(mark, str(value))
    return f"/{route}"


@pytest.fixture
def users(outsider, editor, chief, root):
    return {"reader": None, "outsider": outsider, "editor": editor, "chief": chief, "root": root}


@pytest.fixture
def newsroom(db):
    make_item(make_issue(12), "公开的条目", tags=["人工智能"], region="深圳")
    # An address that the fetcher refuses before it speaks to anybody.
    Source.objects.create(name="示例", url="https://127.0.0.1/rss.xml")


def ask(method, path, user):
    """The status, with whatever was changed undone."""
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    data = {"post": "yes"} if "/delete/" in path else {}
    with transaction.atomic():
        response = getattr(client, method)(path, data, secure=True)
        transaction.set_rollback(True)
    return str(response.status_code)


def test_every_address_has_a_line_and_every_line_an_address():
    assert sorted(expected()) == sorted(set(routes()))


@pytest.mark.parametrize("route", expected())
def test_everybody_gets_what_the_line_says(newsroom, users, route):
    path = address(route)
    get, post = expected()[route]
    assert [ask("get", path, users[role]) for role in ROLES] == get
    assert [ask("post", path, users[role]) for role in ROLES] == post


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_nothing_of_a_draft_is_at_any_address_for_readers(newsroom, users, prefix):
    draft = make_issue(13, published=False)
    item = make_item(draft, "草稿里的条目", tags=["只在草稿里"], section="行业资讯")
    slug = Topic.objects.get(name="只在草稿里").slug
    for path in (f"/issues/{draft.number}/", f"/items/{item.pk}/", f"/topics/{slug}/"):
        assert [ask("get", prefix + path, users[role]) for role in ROLES] == ["404"] * 5
    assert Issue.objects.count() == 2
    assert Section.objects.filter(items=item).exists()


@pytest.mark.parametrize("name", ["bianji", "zhubian", "root"])
def test_an_account_switched_off_gets_no_further_than_the_sign_in_page(users, newsroom, name):
    user = next(user for user in users.values() if user and user.username == name)
    user.is_active = False
    user.save()
    assert ask("get", "/admin/issues/item/", user) == "302"
