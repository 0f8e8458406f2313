"""One settings file, driven by the environment: docs/settings.md lists every variable."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from issues.text import regions_data

from . import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = env.boolean("DEBUG", default=False)
TLS = env.boolean("TLS", default=not DEBUG)
DATA_DIR = env.directory("DATA_DIR", BASE_DIR / "var")

# Several web machines must share one key, and so set it; a lone one makes and keeps its own.
SECRET_KEY = env.text("SECRET_KEY") or env.kept_secret(DATA_DIR / "secret_key")

PORT = env.whole_number("PORT", 8000, most=65535)
SITE_URL = env.origin("SITE_URL", f"http://127.0.0.1:{PORT}")
SITE_NAME = env.text("SITE_NAME", "数智要览")
HOME_REGION = env.member("HOME_REGION", "440000", regions_data.by_code())
COPY_SPACING = env.choice("COPY_SPACING", "any", ("any", "tight", "spaced"))
COPY_NAMES = env.words("COPY_NAMES")
ARCHIVE_ACCESS = env.choice("ARCHIVE_ACCESS", "public", ("public", "staff"))
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
LOGIN_RATE_ACCOUNT = env.rate("LOGIN_RATE_ACCOUNT", "10/15m")
LOGIN_RATE_ADDRESS = env.rate("LOGIN_RATE_ADDRESS", "30/15m")
FETCH_TEST_HOSTS = env.test_hosts("FETCH_TEST_HOSTS")
WEB_CONCURRENCY = env.whole_number("WEB_CONCURRENCY", 2, most=64)  # for gunicorn.conf.py

INSTALLED_APPS = [
    "issues.apps.IssuesConfig",
    "issues.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "taggit",
    "reversion",
]

MIDDLEWARE = [
    "newsroom.middleware.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.middleware.clean_input",
    "newsroom.middleware.compressed",
    "newsroom.middleware.language_from_path",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "newsroom.middleware.archive_access",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "issues.archive.context.site",
            ],
        },
    }
]

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'newsroom.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Chinese has no prefix in the address, English has /en/: see newsroom/middleware.py.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "issues" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "newsroom.staticfiles.JoinedManifestStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 3600

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "issues.topics.split"
TAGGIT_STRING_FROM_TAGS = "issues.topics.join"

# An issue's page posts three fields for each of its items; Django's own limit is 1,000.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

FILE_UPLOAD_HANDLERS = [
    "newsroom.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- What the browser is told (the rest of the headers: newsroom/middleware.py) ---
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "newsroom.errors.csrf_failure"
if TLS:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 63072000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []
# W021 asks for HSTS preload: a list of browsers' makers that is hard to leave again, so
# joining it is the decision of the domain's owner.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

LOG_FORMAT = env.choice("LOG_FORMAT", "text", ("text", "json"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "newsroom.logs.JSONFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "trafilatura": {"level": "ERROR"},  # it warns of every page without an article
    },
}
