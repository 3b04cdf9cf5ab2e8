"""Organs, posts and people: everybody reads, the keeper changes, each refusal is a sentence."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from chancery.city.lookup import City
from chancery.kernel.access.models import PostRole
from chancery.kernel.audit.models import Line
from chancery.kernel.base.clock import now, today
from chancery.kernel.desk.models import Entry, Noun, Sight
from chancery.kernel.desk.projection import viewers_of, write_sight
from chancery.kernel.org.models import Deputy, Organ, Post, Tenure

from .pages_kit import enter, text

KEEPER, ADMINISTRATOR = "丁玉芬", "沈䶮"


def _section(city: City) -> Organ:
    return Post.objects.get(pk=city.actor("周敏").post).organ


def test_the_tree_opens_on_demand(city: City) -> None:
    client, section = enter(city, "周敏"), _section(city)
    assert section.name not in text(client.get("/organs/?open="))
    assert section.name in text(client.get(f"/organs/?open={section.parent.parent_id},{section.parent_id}"))


def test_the_tree_asks_as_often_for_many_organs_as_for_few(city: City) -> None:
    client, counts = enter(city, "周敏"), []
    client.get("/organs/")
    every = ",".join(str(pk) for pk in Organ.objects.values_list("pk", flat=True)[:40])
    for opened in ("", every):
        with CaptureQueriesContext(connection) as told:
            client.get(f"/organs/?open={opened}")
        counts.append(len(told))
    assert counts[0] == counts[1]


def test_who_keeps_nothing_only_reads(city: City) -> None:
    client, section = enter(city, "周敏"), _section(city)
    assert f"/organs/{section.pk}/rename/" not in text(client.get(f"/organs/{section.pk}/"))
    assert (
        client.post(f"/organs/{section.pk}/rename/", {"name": "甲", "short_name": "甲", "reason": "乙"}).status_code
        == 403
    )


def test_a_new_name_needs_a_reason_and_leaves_a_line(city: City) -> None:
    client, section = enter(city, KEEPER), _section(city)
    refused = client.post(f"/organs/{section.pk}/rename/", {"name": "文书科", "short_name": "文书科", "reason": ""})
    assert refused.status_code == 422
    assert "Fill this in." in text(refused)
    client.post(f"/organs/{section.pk}/rename/", {"name": "文书科", "short_name": "文书科", "reason": "机构改革"})
    assert Organ.objects.get(pk=section.pk).name == "文书科"
    assert Line.objects.filter(action="org.organ.rename").count() == 1


def test_an_organ_with_living_posts_cannot_end(city: City) -> None:
    section = _section(city)
    page = enter(city, KEEPER).post(f"/organs/{section.pk}/end/", {"until": today().isoformat(), "reason": "撤并"})
    assert page.status_code == 422
    assert "cannot end yet" in text(page)


def test_a_moved_organ_is_seen_by_the_new_line_above_it(city: City) -> None:
    section = _section(city)
    entry = Entry.objects.create(noun=Noun.objects.get(key="rooms.room"), organ=section, opened_at=now(), title="厅")
    write_sight(entry, viewers_of(entry, "subtree"))
    other = Organ.objects.filter(level="department").exclude(pk=section.parent_id).first()
    enter(city, KEEPER).post(f"/organs/{section.pk}/move/", {"above": other.name, "reason": "机构改革"})
    seen = set(Sight.objects.filter(entry=entry.pk).values_list("viewer", flat=True))
    assert other.pk in seen
    assert section.parent_id not in seen


def test_an_appointment_names_who_is_meant(city: City) -> None:
    post = Post.objects.get(pk=city.actor("吴越").post)
    client = enter(city, KEEPER)
    sent = {"person": "没有此人", "kind": "concurrent", "since": today().isoformat()}
    assert "Nobody has the name" in text(client.post(f"/organs/posts/{post.pk}/appoint/", sent))
    client.post(f"/organs/posts/{post.pk}/appoint/", {**sent, "person": "周敏", "paper": "云政任〔2026〕9号"})
    assert Tenure.objects.get(post=post, person__name="周敏").paper == "云政任〔2026〕9号"


def test_nobody_holds_two_substantive_posts(city: City) -> None:
    post = city.actor("吴越").post
    sent = {"person": "周敏", "kind": "substantive", "since": today().isoformat()}
    page = enter(city, KEEPER).post(f"/organs/posts/{post}/appoint/", sent)
    assert page.status_code == 422
    assert "holds a substantive post already" in text(page)


def test_a_tenure_cannot_end_before_it_began(city: City) -> None:
    tenure = Tenure.objects.filter(post=city.actor("周敏").post).first()
    early = (tenure.since - timedelta(days=1)).isoformat()
    page = enter(city, KEEPER).post(f"/organs/tenures/{tenure.pk}/end/", {"until": early, "reason": "调任"})
    assert page.status_code == 422
    tenure.refresh_from_db()
    assert tenure.until is None


def test_a_keeper_cannot_make_himself_administrator(city: City) -> None:
    mine = city.actor(KEEPER).post
    client = enter(city, KEEPER)
    assert (
        client.post(f"/organs/posts/{mine}/role/", {"role": "administrator", "since": today().isoformat()}).status_code
        == 403
    )
    high = city.actor(ADMINISTRATOR).post
    sent = {"person": KEEPER, "kind": "concurrent", "since": today().isoformat()}
    assert client.post(f"/organs/posts/{high}/appoint/", sent).status_code == 403
    assert not PostRole.objects.filter(post=mine, role="administrator").exists()


def test_the_last_administrator_stays(city: City) -> None:
    given = PostRole.objects.get(post=city.actor(ADMINISTRATOR).post, role="administrator")
    PostRole.objects.filter(role="administrator").exclude(pk=given.pk).delete()
    page = enter(city, ADMINISTRATOR).post(
        f"/organs/roles/{given.pk}/end/", {"until": today().isoformat(), "reason": "x"}
    )
    assert page.status_code == 422
    assert "last administrator" in text(page)


def test_a_role_is_given_and_taken_back(city: City) -> None:
    post, client = city.actor("吴越").post, enter(city, KEEPER)
    client.post(f"/organs/posts/{post}/role/", {"role": "rooms.keeper", "since": today().isoformat()})
    given = PostRole.objects.get(post=post, role="rooms.keeper")
    client.post(f"/organs/roles/{given.pk}/end/", {"until": today().isoformat(), "reason": "调整分工"})
    given.refresh_from_db()
    assert given.until == today()


def test_a_deputy_is_found_by_name(city: City) -> None:
    post, client = city.actor("周敏").post, enter(city, KEEPER)
    client.post(
        f"/organs/posts/{post}/deputy/", {"deputy": "秘书一科 吴越", "absent": "true", "since": today().isoformat()}
    )
    assert Deputy.objects.filter(post=post, deputy=city.actor("吴越").post).exists()


def test_a_person_shows_posts_past_and_present(city: City) -> None:
    page = text(enter(city, "周敏").get(f"/people/{city.user('吴越').person_id}/"))
    assert "秘书一科" in page
