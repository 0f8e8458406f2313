import logging

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import SimpleAdminConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)


class IssuesConfig(AppConfig):
    name = "issues"
    verbose_name = _("Newsletter")

    def ready(self):
        from . import history, placing, standing  # noqa: F401 — placing listens for deleted items
        from .search import index, upkeep

        index.connect()
        history.register()
        post_migrate.connect(standing.after_migrate, sender=self)
        post_migrate.connect(upkeep.after_migrate, sender=self)
        warn_of_test_hosts()


def warn_of_test_hosts():
    if settings.FETCH_TEST_HOSTS:
        names = ", ".join(settings.FETCH_TEST_HOSTS)
        logger.warning("FETCH_TEST_HOSTS is set: %s are fetched from this machine", names)


class DeskConfig(SimpleAdminConfig):
    """Django's admin with our site; its pages are registered in issues/desk/."""

    default_site = "issues.desk.site.DeskSite"

    def ready(self):
        super().ready()
        from .desk import pages  # noqa: F401 — registers the pages
