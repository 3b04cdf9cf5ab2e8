"""The page of webhooks: set up with the secret shown once, tried, sent again, stopped, and kept from strangers."""

from __future__ import annotations

import pytest
from django.test import Client

from chancery.city.lookup import City
from chancery.kernel.access.models import PostRole
from chancery.kernel.base.clock import now, today
from chancery.kernel.notify import webhooks
from chancery.kernel.notify.models import Delivery, Webhook

from .pages_kit import enter, text

ADMINISTRATOR = "沈䶮"
EVENT = "documents.incoming.register"
FORM = {"name": "财政业务系统", "address": "https://czj.example.org/events", "events": [EVENT]}


@pytest.fixture
def keeper(city: City) -> Client:
    return enter(city, ADMINISTRATOR)


@pytest.fixture
def hook(city: City) -> Webhook:
    actor = city.actor(ADMINISTRATOR)
    return webhooks.subscribe(city.organ("市财政局"), actor=actor, **FORM)[0]


def test_setting_one_up_shows_its_secret_once(city: City, keeper: Client) -> None:
    page = text(keeper.post("/webhooks/new/", {**FORM, "organ": city.organ("市财政局").name}))
    hook = Webhook.objects.get()
    [secret] = webhooks.secrets_of(hook)
    assert secret in page
    assert secret not in text(keeper.get(f"/webhooks/{hook.pk}/"))
    assert hook.events == [EVENT]


def test_what_is_wrong_is_said_at_its_place_and_what_was_typed_stays(city: City, keeper: Client) -> None:
    sent = {**FORM, "address": "http://czj.example.org/", "events": [], "organ": city.organ("市财政局").name}
    page = keeper.post("/webhooks/new/", sent)
    assert page.status_code == 422
    assert "Choose at least one event." in text(page)
    page = keeper.post("/webhooks/new/", {**sent, "events": [EVENT]})
    assert "Only https" in text(page)
    assert "财政业务系统" in text(page)
    assert f'value="{EVENT}" checked' in text(page)
    assert not Webhook.objects.exists()


def test_each_event_of_the_form_may_be_chosen(city: City, keeper: Client) -> None:
    page = text(keeper.get("/webhooks/new/"))
    assert f'value="{EVENT}"' in page
    assert 'value="documents.incoming.overdue"' in page
    assert 'value="documents.incoming.route.urge"' in page


def test_the_page_shows_how_deliveries_ended(hook: Webhook, keeper: Client) -> None:
    common = {"webhook": hook, "kind": EVENT, "happened_at": now(), "at": now(), "tries": 2}
    Delivery.objects.create(event="line-1", outcome="failed", status=503, **common)
    page = text(keeper.get(f"/webhooks/{hook.pk}/"))
    assert "HTTP 503" in page
    assert "2 tries" in page


def test_a_trial_and_a_repetition_wait_for_the_worker(hook: Webhook, keeper: Client) -> None:
    assert keeper.post(f"/webhooks/{hook.pk}/test/").status_code == 303
    trial = Delivery.objects.get()
    assert trial.outcome == Delivery.Outcome.WAITING
    Delivery.objects.update(outcome=Delivery.Outcome.FAILED)
    keeper.post(f"/webhooks/{hook.pk}/deliveries/{trial.pk}/again/")
    trial.refresh_from_db()
    assert trial.outcome == Delivery.Outcome.WAITING


def test_it_is_stopped_goes_on_and_is_taken_away(hook: Webhook, keeper: Client) -> None:
    told = []
    for step, sent in (("stop", {}), ("resume", {"way": "now"}), ("end", {})):
        assert keeper.post(f"/webhooks/{hook.pk}/{step}/", sent).status_code == 303
        hook.refresh_from_db()
        told.append(hook.standing)
    assert told == ["stopped", "on", "ended"]
    assert "You can now" not in text(keeper.get(f"/webhooks/{hook.pk}/"))


def test_a_new_secret_is_shown_and_the_events_can_be_changed(hook: Webhook, keeper: Client) -> None:
    page = text(keeper.post(f"/webhooks/{hook.pk}/secret/"))
    hook.refresh_from_db()
    assert webhooks.secrets_of(hook)[0] in page
    keeper.post(f"/webhooks/{hook.pk}/edit/", {**FORM, "events": ["documents.incoming.open"]})
    hook.refresh_from_db()
    assert hook.events == ["documents.incoming.open"]


def test_whoever_keeps_none_is_refused_and_sees_no_tab(city: City, hook: Webhook) -> None:
    stranger = enter(city, "周敏")
    assert stranger.get("/webhooks/").status_code == 403
    assert stranger.post(f"/webhooks/{hook.pk}/stop/").status_code == 403
    assert "/webhooks/" not in text(stranger.get("/organs/"))


def test_a_keeper_of_another_organ_finds_nothing(city: City, hook: Webhook) -> None:
    PostRole.objects.create(post_id=city.actor("周敏").post, role="webhooks.keeper", since=today())
    other = enter(city, "周敏")
    assert hook.name not in text(other.get("/webhooks/"))
    assert other.get(f"/webhooks/{hook.pk}/").status_code == 404
    page = other.post("/webhooks/new/", {**FORM, "organ": hook.organ_id})
    assert page.status_code == 422
    assert Webhook.objects.count() == 1


def test_the_list_takes_as_many_queries_for_many_as_for_one(
    city: City, hook: Webhook, keeper: Client, django_assert_max_num_queries
) -> None:
    for n in range(10):
        webhooks.subscribe(hook.organ, actor=city.actor(ADMINISTRATOR), **{**FORM, "name": f"系统{n}"})
    keeper.get("/webhooks/")
    with django_assert_max_num_queries(10):
        assert "系统9" in text(keeper.get("/webhooks/"))
