"""Approval routes: editions are made, never changed, and a route that would lose a matter is refused at its place."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from chancery.city.lookup import City
from chancery.kernel.audit.models import Line
from chancery.kernel.flow.models import RouteTemplate

from .pages_kit import enter, text

KEEPER = "何素文"


def _one(**more: str) -> dict[str, str]:
    """What the editor sends for a route of one stage with one post."""
    return {
        "do": "save", "after": "1", "note": "先由科长审核", "stages": "1", "s0-title": "审核", "s0-kind": "review",
        "s0-mode": "all", "s0-seats": "1", "s0-seat0-kind": "post", "s0-seat0": "秘书一科 吴越", "s0-lines": "0", **more,
    }  # fmt: skip


def _template(city: City) -> RouteTemplate:
    return RouteTemplate.objects.get(key="documents.instruction", organ=None)


def test_saving_makes_a_new_edition_and_the_old_one_stays_readable(city: City) -> None:
    template, client = _template(city), enter(city, KEEPER)
    before = [stage.title for stage in template.editions.get(number=1).stages.all()]
    assert client.post(f"/routes/{template.pk}/edit/", _one()).status_code == 303
    assert [stage.title for stage in template.editions.last().stages.all()] == ["审核"]
    assert [stage.title for stage in template.editions.get(number=1).stages.all()] == before
    assert "An older edition" in text(client.get(f"/routes/{template.pk}/?edition=1"))
    assert Line.objects.filter(action="flow.route.publish").count() == 1


def test_a_route_without_a_stage_is_refused(city: City) -> None:
    page = enter(city, KEEPER).post(f"/routes/{_template(city).pk}/edit/", _one(stages="0"))
    assert page.status_code == 422
    assert "at least one stage" in text(page)


def test_a_stage_without_a_seat_is_refused_at_its_place(city: City) -> None:
    page = enter(city, KEEPER).post(f"/routes/{_template(city).pk}/edit/", _one(**{"s0-seats": "0"}))
    assert 'href="#s0-seats"' in text(page)
    assert "Nobody sits in this stage" in text(page)


def test_more_voices_than_seats_are_refused(city: City) -> None:
    page = enter(city, KEEPER).post(
        f"/routes/{_template(city).pk}/edit/", _one(**{"s0-mode": "some", "s0-quorum": "3"})
    )
    assert "3 must agree, but only 1 sit here" in text(page)


def test_an_unknown_field_of_a_condition_is_refused(city: City) -> None:
    sent = _one(**{"s0-lines": "1", "s0-line0": "colour", "s0-line0-is": "is", "s0-line0-value": "1"})
    page = enter(city, KEEPER).post(f"/routes/{_template(city).pk}/edit/", sent)
    assert "There is no field colour" in text(page)


def test_an_unknown_post_is_refused_and_nothing_typed_is_lost(city: City) -> None:
    page = enter(city, KEEPER).post(f"/routes/{_template(city).pk}/edit/", _one(**{"s0-seat0": "没有的岗位"}))
    assert "No post fits" in text(page)
    assert 'value="没有的岗位"' in text(page)


def test_buttons_move_stages_without_scripts(city: City) -> None:
    two = _one(**{"stages": "2", "s1-title": "签发", "s1-kind": "sign", "s1-mode": "one", "do": "up.1"})
    page = enter(city, KEEPER).post(f"/routes/{_template(city).pk}/edit/", two)
    assert [draft.title for draft in page.context["drafts"]] == ["签发", "审核"]


def test_an_edition_saved_meanwhile_is_not_overwritten(city: City) -> None:
    template, client = _template(city), enter(city, KEEPER)
    client.post(f"/routes/{template.pk}/edit/", _one())
    page = client.post(f"/routes/{template.pk}/edit/", _one())
    assert page.status_code == 409
    assert template.editions.count() == 2


def test_an_organ_gets_its_own_variant(city: City) -> None:
    template, client = _template(city), enter(city, KEEPER)
    client.post(f"/routes/{template.pk}/copy/", {"organ": "文电科", "note": "科内先核"})
    own = RouteTemplate.objects.get(key=template.key, organ__short_name="文电科")
    assert own.editions.last().stages.count() == template.editions.last().stages.count()


def test_who_keeps_no_routes_cannot_change_one(city: City) -> None:
    template, client = _template(city), enter(city, "周敏")
    assert f"/routes/{template.pk}/edit/" not in text(client.get(f"/routes/{template.pk}/"))
    assert client.post(f"/routes/{template.pk}/edit/", _one()).status_code == 403


def test_the_list_asks_as_often_for_many_routes_as_for_one(city: City) -> None:
    client, counts = enter(city, "周敏"), []
    client.get("/routes/")
    for number in (0, 20):
        for each in range(number):
            RouteTemplate.objects.create(key=f"x.{each}", title="线路", noun="documents.incoming")
        with CaptureQueriesContext(connection) as told:
            client.get("/routes/")
        counts.append(len(told))
    assert counts[0] == counts[1]
