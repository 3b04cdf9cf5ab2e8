"""Settings of the tests: the same house, with a register that only tests know."""

import os
import tempfile

os.environ.setdefault("CHANCERY_DATA", tempfile.mkdtemp(prefix="chancery-tests-"))

from chancery.site.settings import *  # noqa: E402,F403

CHANCERY_MODULES = [*CHANCERY_MODULES, "tests.rooms"]  # noqa: F405
INSTALLED_APPS = [*INSTALLED_APPS, "tests.rooms"]  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
AXES_ENABLED = False
