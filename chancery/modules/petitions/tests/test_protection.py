"""Who wrote stays apart: masked in the matter, hidden from the accused, and every look leaves a line."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from chancery.kernel.access.models import PostRole
from chancery.kernel.access.rows import visible
from chancery.kernel.audit.models import Line
from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import NotAllowed, NotFound, Refused
from chancery.kernel.search.models import SearchSource
from chancery.modules.petitions.models import Petition, Petitioner
from chancery.modules.petitions.services.petitioners import may_see, reveal
from chancery.modules.petitions.services.taking_in import Person

from .conftest import TELLER, TEXT, do

pytestmark = pytest.mark.django_db
SECRETS = (TELLER.name, TELLER.phone, TELLER.identity, TELLER.address)


@pytest.fixture
def handler(city):
    """张克勤 handles petitions for the housing bureau."""
    actor = city.actor("张克勤")
    PostRole.objects.get_or_create(post_id=actor.post, role="petitions.handler", defaults={"since": today()})
    return city.actor("张克勤")


def test_no_column_list_trail_or_search_text_says_who_wrote(take):
    row = take(text=f"我叫{TELLER.name}，电话{TELLER.phone}，证号{TELLER.identity}，住{TELLER.address}。{TEXT}")
    told = [str(value) for value in Petition.unscoped.filter(pk=row.pk).values().get().values()]
    told += [json.dumps(line.body, ensure_ascii=False) for line in Line.objects.filter(entry=row.pk)]
    told += [str(value) for source in SearchSource.objects.filter(entry=row.pk).values() for value in source.values()]
    assert not [secret for secret in SECRETS if any(secret in one for one in told)]
    person = Petitioner.objects.get(petition=row)
    assert person.name == TELLER.name
    assert TELLER.phone in person.words


def test_what_is_typed_into_a_column_is_masked_as_well(take):
    row = take(place="河湾村，电话13912345678")
    assert "13912345678" not in row.place


def test_only_the_petition_office_sees_what_it_registered(take, registrar, handler, city):
    row = take()
    assert visible(registrar, Petition).filter(pk=row.pk).exists()
    for other in (handler, city.actor("韩立群"), city.actor("曹建平")):
        assert not visible(other, Petition).filter(pk=row.pk).exists()


def test_the_handler_sees_who_wrote_while_it_is_the_task_and_a_line_says_so(take, housing, handler):
    row = do(take(), "forward", to=housing)
    before = Line.objects.filter(entry=row.pk).count()
    assert reveal(row, handler).phone == TELLER.phone
    line = Line.objects.filter(entry=row.pk).latest("pk")
    assert (line.action, line.person) == ("petitions.petition.reveal", handler.person)
    assert Line.objects.filter(entry=row.pk).count() == before + 1
    with pytest.raises(NotFound):
        reveal(take(), handler)


def test_a_name_to_be_kept_secret_is_known_to_the_office_alone(take, housing, handler, registrar):
    row = do(take(confidential=True), "forward", to=housing)
    with pytest.raises(NotAllowed):
        reveal(row, handler)
    assert reveal(row, registrar).name == TELLER.name


def test_a_tip_off_is_never_forwarded_to_the_accused_nor_below(take, housing, city):
    row = take(kind="accusation", against_id=housing)
    for organ in (
        housing,
        city.organ("城市建设科").pk if "城市建设科" in city.organs else city.organ("市住建局办公室").pk,
    ):
        with pytest.raises(Refused) as caught:
            do(row, "forward", to=organ)
        assert caught.value.cite.article == "第三十条第三款"
    assert do(row, "forward", to=city.organ("市财政局").pk).state == "forwarded"


def test_the_accused_does_not_learn_who_told_even_with_the_right_to_see(take, housing, city, handler):
    row = do(take(kind="accusation", against_id=housing), "forward", to=city.organ("市财政局").pk)
    PostRole.objects.create(post_id=handler.post, role="petitions.registrar", since=today())
    answer = may_see(row, city.actor("张克勤"))
    assert not answer
    assert answer.cite.article == "第三十条第三款"


def test_a_tip_off_is_not_passed_to_a_post_of_the_accused(take, housing, city, handler):
    row = do(take(kind="accusation", against_id=housing), "forward", to=city.organ("市财政局").pk)
    with pytest.raises(Refused) as caught:
        do(row, "pass_on", to=handler.post)
    assert caught.value.cite.rule == "petitions.accused"


def test_an_anonymous_petition_is_taken_in_and_shows_nobody(take, registrar):
    row = take(Person())
    assert row.petitioner == "匿名"
    assert reveal(row, registrar).anonymous


def test_the_page_of_the_person_shows_nothing_until_it_is_asked(take, city):
    row = take()
    client = Client()
    client.force_login(city.user("唐致远"), backend="chancery.ui.accounts.Accounts")
    page = client.get(f"/petitions/person/{row.pk}/").content.decode()
    assert TELLER.phone not in page
    lines = Line.objects.filter(entry=row.pk, action="petitions.petition.reveal").count()
    assert TELLER.phone in client.post(f"/petitions/person/{row.pk}/").content.decode()
    assert Line.objects.filter(entry=row.pk, action="petitions.petition.reveal").count() == lines + 1
    whole = client.get(f"/petitions/petition/{row.pk}/").content.decode()
    assert not [secret for secret in SECRETS if secret in whole]
