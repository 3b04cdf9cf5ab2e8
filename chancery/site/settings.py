"""Settings. What an office sets comes from the environment; what the house needs is here."""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url
from django.utils.translation import gettext_lazy as _

from .catalogues import compile_if_stale
from .installed import MODULES

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("CHANCERY_DATA", "demo")).resolve()
DEBUG = os.environ.get("CHANCERY_DEBUG") == "1"


def _secret() -> str:
    """The key of sessions and signatures: from the environment, else made once and kept beside the data."""
    if given := os.environ.get("CHANCERY_SECRET"):
        return given
    kept = DATA / "secret.key"
    return kept.read_text() if kept.exists() else "not-secret-until-the-data-folder-exists"


SECRET_KEY = _secret()
TRUSTED_PROXIES = int(os.environ.get("CHANCERY_PROXIES", "0"))
"""How many proxies of the office stand in front: so many addresses of X-Forwarded-For were written by our own."""
ALLOWED_HOSTS = os.environ.get("CHANCERY_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if "." in host]

KERNEL = [
    f"chancery.kernel.{part}"
    for part in (
        "base",
        "audit",
        "org",
        "access",
        "rules",
        "deadlines",
        "numbering",
        "attachments",
        "search",
        "notify",
        "desk",
        "flow",
        "transfer",
        "reports",
        "module",
    )
]
CHANCERY_MODULES = MODULES
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "axes",
    "django_htmx",
    "template_partials",
    "django_tasks",
    "django_tasks_db",
    *KERNEL,
    *MODULES,
    "chancery.ui",
    "chancery.api",
    "chancery.site",
]

MIDDLEWARE = [
    "chancery.ui.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "chancery.ui.middleware.ActingPost",
    "django_htmx.middleware.HtmxMiddleware",
    "chancery.ui.middleware.Refusals",
    "axes.middleware.AxesMiddleware",
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "chancery.ui.accounts.Accounts"]
AUTH_USER_MODEL = "org.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"

ROOT_URLCONF = "chancery.site.urls"
WSGI_APPLICATION = "chancery.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [("chancery.ui.folding.Loader", ["django.template.loaders.app_directories.Loader"])],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "chancery.ui.frame.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "template_partials.templatetags.partials",
                "chancery.ui.templatetags.house",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("CHANCERY_DATABASE", f"sqlite:///{DATA}/chancery.sqlite3"),
        conn_max_age=600,
        conn_health_checks=True,
    )
}
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;",
}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SESSION_ENGINE = "chancery.ui.accounts"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

FILES = DATA / "files"
MEDIA_ROOT = FILES
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
EMAIL_BACKEND = os.environ.get("CHANCERY_EMAIL", "django.core.mail.backends.locmem.EmailBackend")
DEFAULT_FROM_EMAIL = "chancery@localhost"
WEBHOOKS_ALLOWED = [origin for origin in os.environ.get("CHANCERY_WEBHOOKS_ALLOWED", "").split(",") if origin]
"""Origins such as `http://10.1.2.3:8080` that may be told of events without TLS, or on this very machine."""

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "ui" / "locale"]
compile_if_stale(LOCALE_PATHS[0])
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
SITE_NAME = _("Chancery")

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG

NINJA_PAGINATION_MAX_LIMIT = 200
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
