"""User: the account, apart from the person."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from .organs import Post
from .people import Person


class Accounts(BaseUserManager["User"]):
    """Makes accounts; there is no superuser, only posts with roles."""

    def create_user(self, username: str, password: str | None = None, **more: Any) -> User:
        user = self.model(username=username, **more)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account (账号) with which a person enters, and how the pages look for that person."""

    username = models.CharField(_("Account"), max_length=40, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, null=True, related_name="user")
    is_active = models.BooleanField(_("Active"), default=True)
    language = models.CharField(_("Language"), max_length=8, default="zh-hans")
    theme = models.CharField(
        "Theme",
        max_length=5,
        default="auto",
        choices=[("auto", _("As the machine")), ("light", _("Light")), ("dark", _("Dark"))],
    )
    density = models.CharField(
        "Density",
        max_length=8,
        default="normal",
        choices=[("compact", _("Compact")), ("normal", _("Normal")), ("roomy", _("Roomy"))],
    )
    last_post = models.ForeignKey(Post, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = Accounts()
    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.username
