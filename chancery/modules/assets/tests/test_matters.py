"""What is peculiar to the matters of assets: one card in one hand, standards, the pool, disposals, the treasury, leaving."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from chancery.kernel.access.models import PostRole
from chancery.kernel.access.rows import acting
from chancery.kernel.audit.models import Line
from chancery.kernel.base.clock import today
from chancery.kernel.base.refusals import Refused
from chancery.kernel.desk.checking import check
from chancery.kernel.flow.editing import edit
from chancery.kernel.flow.steps import press
from chancery.kernel.module.registry import registry
from chancery.kernel.org.models import Person
from chancery.kernel.rules.setting import set_value
from chancery.modules.assets.api import card_of, find_card, still_held_by
from chancery.modules.assets.models import Asset, Disposal, Handover, Income, Item, Leaving, Loan, Repair, Request
from chancery.modules.assets.reports import use_of_assets, yearly_report
from chancery.modules.assets.rules.standard import caps_of, pieces_for, price_cap
from chancery.modules.assets.services.items import put_items
from chancery.modules.assets.services.leaving import open_leaving
from chancery.modules.assets.services.pool import idle_cards, take_from_pool
from chancery.modules.assets.terms import from_old, is_code, new_code, read_code
from chancery.modules.assets.terms.labels import ALPHABET
from tests.contract.cases import reach_of
from tests.contract.test_pages import someone
from tests.contract.walking import through_route
from tests.maker import departments, make, maker

pytestmark = pytest.mark.django_db
REASON = {"reason": "按办公室要求。"}


def fresh(row):
    return type(row).unscoped.select_related("entry").get(pk=row.pk)


def pressed(row, name, **asked):
    return press(row, name, actor=maker(), asked=asked).row


def computer(city, **values):
    return make(Asset, city=city, category="A02010105", acquired_on=date(2020, 5, 6), cost=Decimal("4000.00"), **values)


def request_for(city, category, **values):
    return make(Request, city=city, category=category, **values)


def test_a_label_with_one_wrong_or_two_exchanged_characters_is_noticed():
    code = new_code()
    assert is_code(code)
    for place in range(len(code)):
        for sign in ALPHABET:
            assert sign == code[place] or not is_code(code[:place] + sign + code[place + 1 :])
    for place in range(len(code) - 2):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert swapped == code or not is_code(swapped)
    assert read_code(f" https://host/a/{code[:5].lower()}-{code[5:]}/ ") == code


def test_codes_of_the_edition_of_2010_find_their_category(city):
    assert from_old("2010104") == "A02010105"
    assert from_old("2010105") == "A02010108"
    assert from_old("2019999") == "A02010000"
    assert from_old("9") == ""
    assert make(Asset, city=city, category="2010105").category == "A02010108"


def test_a_card_in_one_matter_is_refused_by_every_other_and_freed_at_the_end(city):
    card = computer(city)
    first = make(Disposal, city=city, asset=card, kind="scrap", ground="worn", opinion="老化。")
    first = pressed(first, "submit")
    assert fresh(card).status == "pending"
    for model, step in ((Disposal, "submit"), (Handover, "submit"), (Loan, "hand_out"), (Repair, "send")):
        other = make(model, city=city, asset=card)
        with pytest.raises(Refused, match=card.code):
            pressed(other, step, **(REASON | ({"vendor": "厂家"} if step == "send" else {})))
    through_route(first, "returned", city)
    assert (fresh(card).status, fresh(card).matter_id) == ("idle", None)


def test_a_disposal_strikes_off_makes_income_due_and_cannot_be_repeated(city):
    cards = [computer(city) for _ in range(3)]
    row = make(Disposal, city=city, asset=cards[0], kind="sale", appraisal=Decimal("900.00"))
    Item.objects.bulk_create([Item(entry_id=row.pk, asset=card) for card in cards[1:]])
    row = through_route(pressed(row, "submit", **REASON), "passed", city)
    assert (row.cards, row.total, row.state) == (3, Decimal("12000.00"), "approved")
    row = pressed(row, "carry_out", done_on=today(), proceeds="750.00", basis="")
    assert {fresh(card).status for card in cards} == {"disposed"}
    assert all(fresh(card).entry.closed_at for card in cards)
    income = Income.unscoped.get(disposal=row.pk)
    assert (income.amount, income.state) == (Decimal("750.00"), "due")
    with pytest.raises(Refused) as told:
        pressed(income, "remit", payment="——", paid_on=today())
    assert told.value.cite.rule == "assets.treasury"
    again = make(Disposal, city=city, asset=cards[1])
    with pytest.raises(Refused, match=cards[1].code):
        pressed(again, "submit", **REASON)
    assert check(reach_of) == []


def test_the_value_decides_who_approves_and_each_place_sets_its_limits(city):
    card = computer(city)
    organ = card.organ_id
    with acting(maker()):
        place = departments(city)[0].place
        set_value("assets.tier_bureau", 3000, place=place, since=today(), title="云财资〔2026〕8号", article="第六条")
    row = pressed(make(Disposal, city=city, asset=card), "submit", **REASON)
    assert row.tier == "bureau"
    assert Asset.unscoped.get(pk=card.pk).organ_id == organ


def test_what_is_missing_can_only_be_written_off(city):
    loan = pressed(
        make(Loan, city=city, asset=computer(city), kind="borrow", back_by=today() + timedelta(days=3)), "hand_out"
    )
    loan = pressed(loan, "report_lost", reason="遗失。")
    with pytest.raises(Refused):
        pressed(make(Disposal, city=city, asset=loan.asset, kind="scrap", ground="loss"), "submit", **REASON)
    row = pressed(make(Disposal, city=city, asset=loan.asset, kind="write_off", ground="loss"), "submit", **REASON)
    assert row.state == "approving"


def test_a_transfer_changes_who_sees_the_card_and_cannot_go_back_while_it_is_under_way(city):
    card, other = computer(city), departments(city)[1]
    row = make(Handover, city=city, asset=card, kind="organ", receiver=other)
    row = (
        through_route(pressed(row, "submit"), "passed", city) if not deciders_missing(city) else pressed(row, "submit")
    )
    back = make(Handover, city=city, asset=card, kind="organ", receiver=city.organ("市政府办公室"), organ=other)
    with pytest.raises(Refused):
        pressed(back, "submit")
    if row.state == "receiving":
        pressed(row, "accept")
        assert fresh(card).organ_id == fresh(card).entry.organ_id == other.pk
    assert check(reach_of) == []


def deciders_missing(city) -> bool:
    """The small city has no administration of offices that could decide."""
    return not PostRole.objects.filter(role="assets.bureau").exists()


def test_a_transfer_to_its_own_organ_is_refused(city):
    card = computer(city)
    with pytest.raises(Refused, match=card.code):
        pressed(make(Handover, city=city, asset=card, kind="organ", receiver_id=card.organ_id), "submit")


def test_more_than_the_standard_is_refused_with_the_figures_and_the_article(city):
    for _ in range(3):
        computer(city)
    row = request_for(city, "A02010105", quantity=2, staff=4, price=Decimal("4800.00"))
    with pytest.raises(Refused) as told:
        pressed(row, "submit")
    assert told.value.cite.rule == "assets.cap.desktop"
    params = told.value.sentence.params
    assert (params["most"], params["had"], params["wanted"]) == (4, 3, 2)
    assert pressed(request_for(city, "A02010105", quantity=1, staff=4), "submit").state == "pooling"


def test_too_dear_a_thing_wants_a_reason_and_too_young_a_one_is_not_renewed(city):
    dear = request_for(city, "A02010108", staff=100, price=Decimal("7000.01"))
    with pytest.raises(Refused) as told:
        pressed(dear, "submit")
    assert told.value.cite.rule == "assets.price.laptop"
    assert pressed(dear, "submit", **REASON).state == "pooling"
    young = make(Asset, city=city, category="A02010105", acquired_on=date(2023, 1, 1))
    with pytest.raises(Refused) as told:
        pressed(request_for(city, "A02010105", staff=100, replaces=young), "submit")
    assert told.value.cite.rule == "assets.renewal"
    assert (
        pressed(request_for(city, "A02010105", staff=100, replaces=young, beyond_repair=True), "submit").state
        == "pooling"
    )


@pytest.mark.parametrize(
    ("staff", "copiers"), [(0, 0), (1, 1), (20, 1), (21, 2), (100, 5), (101, 6), (130, 6), (131, 7)]
)
def test_copiers_go_by_steps(staff, copiers):
    assert pieces_for([20, 100, 30], staff) == copiers


def test_printers_count_together_and_the_nearer_place_sets_the_price(city):
    caps = {cap.rule: cap.most for cap in caps_of("printer_a3", staff=100, secret=False, rank="division", place="")}
    assert caps == {"cap.printer": 80, "cap.printer_a3": 15}
    row = request_for(city, "A02020100")
    assert price_cap(row, "9001") == ("price.copier", Decimal(35000))
    assert price_cap(row, "330902") == ("price.copier", Decimal(30000))
    table = request_for(city, "A05010202", area=Decimal(60))
    assert price_cap(table, "") == ("price.meeting_table", Decimal(72000))


def test_what_lies_in_the_pool_is_allocated_before_anything_is_bought(city):
    card = computer(city, status="pooled")
    row = pressed(request_for(city, "A02010105", staff=100), "submit")
    with pytest.raises(Refused) as told:
        pressed(row, "not_in_pool")
    assert told.value.cite.rule == "assets.pool_first"
    actor = city.actor("周敏")
    actor = type(actor)(**{**vars(actor), "actions": maker().actions})
    handover = take_from_pool([card.pk], purpose="值班室", asked=row, actor=actor)
    assert (handover.state, handover.kind) == ("approving", "pool_out")
    with pytest.raises(Refused):
        take_from_pool([card.pk], purpose="也要", asked=None, actor=actor)
    assert pressed(fresh(row), "allocate").state == "allocated"


def test_a_purchase_becomes_cards(city):
    row = pressed(request_for(city, "A05010201", staff=100, quantity=3, price=Decimal("1200.00")), "submit")
    row = through_route(pressed(row, "not_in_pool"), "passed", city)
    before = Asset.unscoped.count()
    row = pressed(row, "register", acquired_on=today(), price="1100.00", apart=True)
    assert Asset.unscoped.count() == before + 3
    assert set(Asset.unscoped.filter(note=row.number).values_list("cost", "months")) == {(Decimal("1100.00"), 180)}


def test_nobody_leaves_with_a_laptop(city):
    person = Person.objects.first()
    card = computer(city, user=person)
    row = open_leaving(person.pk, organ=card.organ_id, on=today())
    assert open_leaving(person.pk, organ=card.organ_id, on=today()) is None
    assert still_held_by(person.pk) == 1
    with pytest.raises(Refused) as told:
        pressed(row, "close")
    assert told.value.cite.rule == "assets.hand_over"
    heir = Person.objects.exclude(pk=person.pk).first()
    pressed(pressed(make(Handover, city=city, asset=card, kind="user", user=heir), "hand_over"), "accept")
    assert pressed(fresh(row), "close").state == "closed"
    assert Leaving.unscoped.count() == 1


def test_labels_stand_for_themselves_and_nothing_of_a_wrong_one_is_lost(city):
    mine, second = computer(city), computer(city)
    row = make(Disposal, city=city, asset=mine)
    scanned = put_items(Disposal, row.pk, f"{second.code}\nABC\n{mine.code}\n{new_code()}", actor=maker())
    assert (scanned.added, len(scanned.refused)) == (1, 3)
    assert put_items(Disposal, row.pk, f"-{second.code}", actor=maker()).removed == 1


def test_a_label_of_another_organ_is_a_sentence_and_no_card(city):
    card = computer(city)
    actor = city.actor("张克勤")
    with acting(type(actor)(**{**vars(actor), "actions": maker().actions})):
        assert find_card(card.code) is None
    with acting(maker()):
        assert find_card(card.code.lower()).key == card_of(card.pk).key == card.pk
    answer = someone(city, registry.modules["assets"], "张克勤").client.get("/assets/label/", {"code": card.code})
    assert answer.status_code == 422
    assert card.code in answer.content.decode()


def test_a_form_does_not_change_the_status(city):
    card = computer(city)
    with pytest.raises(Refused):
        edit(card, actor=maker(), values={"status": "idle"})
    assert edit(card, actor=maker(), values={"room": "301"}).room == "301"


def test_each_change_of_a_card_leaves_its_line(city):
    card = computer(city)
    pressed(make(Repair, city=city, asset=card), "send", vendor="厂家")
    assert list(Line.objects.filter(entry=card.pk).values_list("action", flat=True)) == [
        "assets.asset.open",
        "assets.asset.send",
    ]


def test_what_nobody_uses_for_months_is_idle(city):
    old, used = computer(city), computer(city, user=Person.objects.first())
    assert [card.pk for card in idle_cards()] == [old.pk]
    assert used.pk not in idle_cards().values_list("pk", flat=True)


def test_the_yearly_report_adds_up_along_the_organs(city):
    computer(city)
    for organ in departments(city)[:2]:
        computer(city, organ=organ)
    table = yearly_report(maker(), year=2026)
    assert table.total[2] == 3
    assert "Proved" in table.notes[1].text
    above = next(row for row in table.sections[0].rows if row[2] == 3)
    assert above[3] == Decimal("12000.00")
    assert use_of_assets(maker())[0].total[1] == 3
