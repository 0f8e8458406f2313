"""The site for a web server. Commands and migrations do not come through here."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

STATEMENT_TIMEOUT = 5000  # milliseconds

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")


def limit_statements(database):
    """PostgreSQL cancels a query of a page after 5 s; migrations and imports may take longer.

    Told when a connection opens, so nothing is sent before each query. A limit that
    DATABASE_URL itself carries in `options` comes last and so wins.
    """
    if database["ENGINE"] != "django.db.backends.postgresql":
        return
    options = database["OPTIONS"]
    limit = f"-c statement_timeout={STATEMENT_TIMEOUT}"
    options["options"] = f"{limit} {options['options']}" if options.get("options") else limit


limit_statements(settings.DATABASES["default"])
application = get_wsgi_application()
