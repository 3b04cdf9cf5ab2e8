"""The account behind a request, and its session: each page asks for both, so both are prepared queries."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

from chancery.kernel.base.prepared import Prepared, given
from chancery.kernel.org.models import User

COLUMNS = [column.attname for column in User._meta.concrete_fields]
ACCOUNTS = Prepared(lambda: User.objects.filter(pk=given("key")).values_list(*COLUMNS))
SESSIONS = Prepared(
    lambda: (
        db.SessionStore.get_model_class()
        .objects.filter(session_key=given("key"), expire_date__gt=given("now"))
        .values_list("session_key", "session_data", "expire_date")
    )
)


class Accounts(ModelBackend):
    """Django's own way to sign in; only how an account is fetched is ours."""

    def get_user(self, user_id: int) -> User | None:
        found = [User.from_db(connection.alias, COLUMNS, row) for row in ACCOUNTS.ask(key=int(user_id))]
        return found[0] if found and self.user_can_authenticate(found[0]) else None


class SessionStore(db.SessionStore):
    """Django's own sessions in the database; only how one is fetched is ours."""

    def _get_session_from_db(self) -> Any:
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        for row in SESSIONS.ask(key=self.session_key or "", now=now):
            return self.model(*row)
        self._session_key = None
        return None
