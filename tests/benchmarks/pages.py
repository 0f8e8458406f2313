"""What a readers' page costs against the floor: `python -m tests.benchmarks.pages`.

The floor is a Django view that returns 24 KB of text through the same middleware. Prints CPU
milliseconds a request, their ratio to the floor, queries and bytes in brotli. A database of
its own, in a temporary folder; nothing is compared with a bar here.
"""

import logging
import os
import tempfile
import time

REQUESTS = 100
FLOOR = "/floor"
TEXT = "数字经济与人工智能周报。" * 680  # 24 KB in UTF-8
urlpatterns = []  # filled by main(): the site's own, and the floor


def floor(request):
    from django.http import HttpResponse

    return HttpResponse(TEXT)


def cost(client, path):
    """(CPU milliseconds a request, queries, bytes in brotli) of a page asked without a cookie."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    headers = {"accept-encoding": "br"}
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path, headers=headers)
    asked = len(queries)  # now: the next request empties the log
    if response.status_code != 200:
        raise SystemExit(f"{path} answered {response.status_code}")
    started = time.process_time()
    for _ in range(REQUESTS):
        client.get(path, headers=headers)
    spent = (time.process_time() - started) / REQUESTS * 1000
    return spent, asked, len(response.content)


def newsroom():
    """Five issues of 25 items with summaries of real length."""
    from django.core.management import call_command

    from issues.models import Item
    from tests.factories import fill, make_issue

    call_command("migrate", verbosity=0)
    for number in range(1, 6):
        fill(make_issue(number, date=f"2025-01-{number * 5:02}"), 25)
    for item in Item.objects.all():
        item.summary = f"第{item.pk}条的摘要说明事情的经过、数字与影响。" * 8
        item.save()
    return Item.objects.order_by("pk")[0]


def main():
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    from django.urls import path

    from newsroom.urls import urlpatterns as site

    item = newsroom()
    call_command("collectstatic", interactive=False, verbosity=0)
    urlpatterns.extend([path(FLOOR.strip("/"), floor), *site])
    settings.ROOT_URLCONF = __name__
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    base, *_ = cost(client, FLOOR)
    print(f"{'page':16} {'CPU ms':>8} {'x floor':>8} {'queries':>8} {'brotli':>8}")
    pages = ["/", "/issues/", "/issues/3/", f"/items/{item.pk}/", "/regions/440000/", "/topics/"]
    for page in (FLOOR, *pages):
        spent, queries, size = cost(client, page)
        print(f"{page:16} {spent:8.2f} {spent / base:8.1f} {queries:8} {size:8}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "DATA_DIR": folder,
            "DATABASE_URL": "",
            "TLS": "0",
            "DEBUG": "0",
        }
        import django

        django.setup()
        logging.disable(logging.WARNING)
        main()
