"""Every page of every noun: it opens for a holder and not for a stranger, costs the same at 1 and 50 rows, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chancery.api.urls import urlpatterns as api_addresses
from chancery.kernel.access.models import PostRole
from chancery.kernel.access.tokens import issue_token
from chancery.kernel.base.clock import today
from chancery.kernel.module.registry import address, noun_key
from chancery.ui.urls import urlpatterns as page_addresses
from tests.maker import make

from .cases import MOVES, NOUNS

HOLDER, STRANGER = "周敏", "张克勤"
LIST, DETAIL = 6, 12
IDENTITY = ('"django_session"', '"org_user"', 'FROM "org_tenure"', 'FROM "access_postrole"', "SAVEPOINT", "BEGIN")
pytestmark = pytest.mark.django_db
needs_pages = pytest.mark.skipif(not page_addresses, reason="there are no pages yet")
needs_api = pytest.mark.skipif(not api_addresses, reason="there is no API yet")


@dataclass(frozen=True)
class Someone:
    """A person at a browser and at the API."""

    client: Client
    token: str

    def queries(self, path: str) -> list[str]:
        """What one page asks of the database, beyond session and identity."""
        with CaptureQueriesContext(connection) as caught:
            assert self.client.get(path).status_code == 200, path
        return [query["sql"] for query in caught if not any(part in query["sql"] for part in IDENTITY)]

    def api(self, path: str, **more: Any) -> Any:
        return self.client.get("/api/v1" + path, headers={"authorization": f"Bearer {self.token}"}, **more)


def someone(city, module, name: str) -> Someone:
    """A person whose post has every role of the module."""
    actor = city.actor(name)
    for role in module.roles:
        PostRole.objects.get_or_create(post_id=actor.post, role=role.key, defaults={"since": today()})
    client = Client()
    client.force_login(city.user(name), backend="chancery.ui.accounts.Accounts")
    return Someone(client, issue_token(city.user(name), post=actor.post))


@needs_pages
@pytest.mark.parametrize(("module", "screen"), NOUNS)
def test_pages_open_for_a_holder_and_not_for_a_stranger(city, module, screen):
    holder, other = someone(city, module, HOLDER), someone(city, module, STRANGER)
    row = make(screen.model, city=city)
    there = address(noun_key(module, screen), row.pk)
    for part in ("", "trail/", "sight/"):
        seen = holder.client.get(there + part).status_code
        assert seen == (404 if screen.reach == "parties" else 200), there + part
        assert other.client.get(there + part).status_code == 404, there + part
    assert holder.client.get(address(noun_key(module, screen))).status_code == 200


@needs_pages
@pytest.mark.parametrize(("module", "screen"), NOUNS)
def test_the_page_for_a_new_row_opens_for_whoever_may_make_one(city, module, screen):
    if not screen.create:
        pytest.skip("rows of this noun are not made by hand")
    new = screen.create_page or f"{address(noun_key(module, screen))}new/"
    assert someone(city, module, HOLDER).client.get(new).status_code == 200


@needs_pages
@pytest.mark.parametrize(("module", "screen", "move"), MOVES)
def test_the_page_of_a_move_opens_for_a_holder_and_not_for_a_stranger(city, module, screen, move):
    row = make(screen.model, city=city, at=move.sources[0])
    page = f"{address(noun_key(module, screen), row.pk)}{move.name}/"
    if screen.reach != "parties":
        assert someone(city, module, HOLDER).client.get(page).status_code == 200
    assert someone(city, module, STRANGER).client.get(page).status_code == 404


@needs_pages
@pytest.mark.parametrize(("module", "screen"), NOUNS)
def test_whoever_has_not_entered_is_asked_to(city, module, screen):
    answer = Client().get(address(noun_key(module, screen)))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/login/")


@needs_pages
@pytest.mark.parametrize(("module", "screen"), NOUNS)
def test_a_list_costs_the_same_at_one_row_and_at_fifty(city, module, screen):
    holder, there = someone(city, module, HOLDER), address(noun_key(module, screen))
    make(screen.model, city=city)
    holder.queries(there)
    one = holder.queries(there)
    for _ in range(49):
        make(screen.model, city=city)
    fifty = holder.queries(there)
    assert len(one) == len(fifty) <= LIST, [sql[:90] for sql in fifty]


@needs_pages
@pytest.mark.parametrize(("module", "screen"), NOUNS)
def test_a_detail_page_costs_few_queries(city, module, screen):
    if screen.reach == "parties":
        pytest.skip("only those with a grant see these rows")
    holder = someone(city, module, HOLDER)
    row = make(screen.model, city=city)
    there = address(noun_key(module, screen), row.pk)
    holder.queries(there)
    asked = holder.queries(there)
    assert len(asked) <= DETAIL, [sql[:90] for sql in asked]


@needs_pages
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(("module", "screen"), NOUNS)
def test_pages_are_there_in_both_languages_and_as_fragments(city, module, screen, language):
    holder = someone(city, module, HOLDER)
    account = city.user(HOLDER)
    account.language = language
    account.save(update_fields=["language"])
    make(screen.model, city=city)
    there = address(noun_key(module, screen))
    whole = holder.client.get(there)
    assert f'lang="{"zh" if language == "zh-hans" else "en"}' in whole.content.decode()
    assert whole["Content-Language"] == language
    part = holder.client.get(there, headers={"hx-request": "true", "hx-target": "rows"})
    assert part.status_code == 200
    assert "<html" not in part.content.decode()


@needs_api
@pytest.mark.parametrize(("module", "screen"), NOUNS)
def test_the_api_gives_a_holder_the_rows_and_a_stranger_none(city, module, screen):
    holder, other = someone(city, module, HOLDER), someone(city, module, STRANGER)
    row = make(screen.model, city=city)
    there = address(noun_key(module, screen))
    assert holder.api(there).status_code == 200
    if screen.reach != "parties":
        assert holder.api(f"{there}{row.pk}/").status_code == 200
        assert holder.api(f"{there}{row.pk}/moves/").status_code == (200 if screen.flow else 404)
    hidden = other.api(f"{there}{row.pk}/")
    assert hidden.status_code == 404
    assert hidden["Content-Type"].startswith("application/problem+json")
    assert Client().get("/api/v1" + there).status_code == 401
