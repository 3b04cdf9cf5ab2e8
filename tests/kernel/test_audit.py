"""The trail: what was sealed can be proved, what was touched is found and located, nothing is rewritten."""

from __future__ import annotations

import threading

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from chancery.kernel.access.rows import everywhere
from chancery.kernel.audit.merkle import Frontier, included, inclusion, leaf_hash, root_of
from chancery.kernel.audit.models import Head, Leaf, Line
from chancery.kernel.audit.sealing import seal, verify
from chancery.kernel.audit.trail import content, erase, record, sentence_of
from chancery.kernel.base.sentences import say
from tests.maker import kept_clean

TABLES = ("audit_line", "audit_leaf", "audit_head")
leaves = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=40)


def lines(count: int) -> list[Line]:
    """So many lines, each with something to say."""
    return [record("tests.line.write", entry=None, sentence=say("Line {n}", n=n)) for n in range(count)]


def told() -> str:
    """What the proof finds, as it is written."""
    with translation.override("en"):
        return "\n".join(str(fault) for fault in verify())


@pytest.fixture
def sealed(db: None) -> list[Line]:
    """Seven lines under two heads."""
    if connection.vendor == "postgresql":
        pytest.skip("the open transaction of a test is never sealed on PostgreSQL, by design")
    first = lines(4)
    seal()
    second = lines(3)
    seal()
    return [*first, *second]


@pytest.fixture
def intruder(db: None) -> None:
    """Somebody with the rights of the database's owner, for whom the triggers stand aside until the test ends."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("set local session_replication_role = replica")
        else:
            cursor.execute("select name from sqlite_master where type = 'trigger' and tbl_name like 'audit_%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"drop trigger {name}")


def test_an_untouched_trail_is_proved(sealed):
    assert told() == ""
    assert Leaf.objects.count() >= 7
    assert Head.objects.last().size == Leaf.objects.count()


def test_sealing_twice_seals_nothing_twice(sealed):
    size = Head.objects.last().size
    assert seal() == 0
    assert Head.objects.last().size == size == Leaf.objects.count()


@pytest.mark.usefixtures("intruder")
@pytest.mark.parametrize("column", ["who", "action", "outcome", "channel", "request"])
def test_one_changed_word_of_a_line_is_found_and_located(sealed, column):
    line = sealed[3]
    Line.objects.filter(pk=line.pk).update(**{column: "x"})
    assert f"Line {line.pk}" in told().replace(",", "")


@pytest.mark.usefixtures("intruder")
@pytest.mark.parametrize("place", [0, 7, 31])
def test_one_flipped_bit_of_a_leaf_is_found(sealed, place):
    line = sealed[5]
    Line.objects.filter(pk=line.pk).update(leaf=flipped(bytes(line.leaf), place))
    assert f"Line {line.pk}" in told()


@pytest.mark.usefixtures("intruder")
def test_a_line_whose_leaf_was_made_to_fit_is_found_by_the_root(sealed):
    line = sealed[2]
    line.who = "somebody else"
    Line.objects.filter(pk=line.pk).update(who=line.who, leaf=leaf_hash(bytes(line.salt), content(line)))
    size = Head.objects.order_by("-size")[1].size
    assert f"The root of the first {size} lines has changed." in told()


@pytest.mark.usefixtures("intruder")
@pytest.mark.parametrize(("column", "size"), [("root", 32), ("previous", 32), ("signature", 64)])
def test_one_flipped_bit_of_a_head_is_found(sealed, column, size):
    head = Head.objects.first()
    Head.objects.filter(pk=head.pk).update(**{column: flipped(bytes(getattr(head, column)), size - 1)})
    assert f"of {head.size} lines is not signed by this node" in told()


@pytest.mark.usefixtures("intruder")
def test_a_removed_line_is_found(sealed):
    Leaf.objects.filter(line=sealed[4]).delete()
    Line.objects.filter(pk=sealed[4].pk).delete()
    assert "The log lacks leaf" in told()


@pytest.mark.usefixtures("intruder")
def test_removed_last_lines_are_found(sealed):
    Leaf.objects.filter(line__in=[line.pk for line in sealed[-2:]]).delete()
    Line.objects.filter(pk__in=[line.pk for line in sealed[-2:]]).delete()
    assert "The log ends at" in told()


@pytest.mark.usefixtures("intruder")
def test_a_line_slipped_in_later_is_found(sealed):
    line = sealed[1]
    with connection.cursor() as cursor:
        key = "xid" if connection.vendor == "postgresql" else "id"
        cursor.execute(f"select min({key}) - 1 from audit_line")
        early = cursor.fetchone()[0]
    Line.objects.create(
        **({"pk": early} if key == "id" else {"xid": early}), at=line.at, channel="page", action="tests.line.forged",
        body=line.body, salt=bytes(line.salt), leaf=bytes(line.leaf),
    )  # fmt: skip
    assert "1 lines were never sealed" in told()


@pytest.mark.usefixtures("intruder")
def test_a_log_without_any_head_and_leaf_is_not_called_good(sealed):
    Head.objects.all().delete()
    Leaf.objects.all().delete()
    assert told() != ""


def test_an_erased_line_says_nothing_and_stays_provable(sealed):
    erase(Line.objects.get(pk=sealed[2].pk))
    seal()
    gone = Line.objects.get(pk=sealed[2].pk)
    assert gone.body is None
    assert gone.salt is None
    assert str(sentence_of(gone)) == ""
    assert told() == ""
    assert Line.objects.filter(action="audit.line.erase").count() == 1


@pytest.mark.parametrize("table", TABLES)
def test_the_database_refuses_to_change_or_remove(sealed, table):
    column = {"audit_line": "outcome", "audit_leaf": "line_id", "audit_head": "horizon"}[table]
    for statement in (f"update {table} set {column} = {column}", f"delete from {table}"):
        with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_only_the_content_of_a_line_can_be_erased(sealed):
    for values in ({"erased": True}, {"erased": True, "body": None}, {"body": None, "salt": None}):
        with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
            Line.objects.filter(pk=sealed[0].pk).update(**values)


def test_erasing_may_not_change_who_did_it(sealed):
    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
        Line.objects.filter(pk=sealed[0].pk).update(erased=True, body=None, salt=None, who="nobody")


def test_looking_everywhere_leaves_a_line(db):
    before = Line.objects.count()
    with everywhere("yearly inspection"):
        pass
    assert Line.objects.count() == before + 1
    assert "yearly inspection" in str(sentence_of(Line.objects.last()))


@given(leaves, st.data())
@settings(max_examples=60, deadline=None)
def test_every_leaf_is_proved_by_its_path_and_nothing_else_is(rows, data):
    index = data.draw(st.integers(0, len(rows) - 1))
    proof, root = inclusion(rows, index), root_of(rows)
    assert included(rows[index], index, len(rows), proof, root)
    assert not included(flipped(rows[index], 5), index, len(rows), proof, root)
    if proof:
        assert not included(rows[index], index, len(rows), proof[:-1], root)
        assert not included(rows[index], index, len(rows), [flipped(proof[0], 0), *proof[1:]], root)


@given(leaves, leaves)
@settings(max_examples=60, deadline=None)
def test_a_tree_that_goes_on_from_its_edge_has_the_root_of_all_its_leaves(first, second):
    edge = Frontier()
    for leaf in first:
        edge.append(leaf)
    again = Frontier(edge.size, list(edge.nodes))
    for leaf in second:
        again.append(leaf)
    assert again.root() == root_of([*first, *second])
    assert again.size == len(first) + len(second)


def test_a_lower_number_that_commits_late_is_not_missed(django_db_setup, django_db_blocker):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: numbers are given in the order of commits")
    with django_db_blocker.unblock(), kept_clean():
        begun, go_on = threading.Event(), threading.Event()
        slow = threading.Thread(target=_slow_writer, args=(begun, go_on))
        slow.start()
        begun.wait(10)
        quick = lines(2)
        seal()
        go_on.set()
        slow.join()
        seal()
        late_line = Line.objects.get(action="tests.line.late")
        assert late_line.pk < quick[0].pk
        head = Head.objects.last()
        assert Leaf.objects.filter(line=late_line).exists() or head is None or late_line.xid >= head.horizon
        assert told() == ""


def _slow_writer(begun: threading.Event, go_on: threading.Event) -> None:
    """Takes a number first and commits last."""
    try:
        with transaction.atomic():
            record("tests.line.late", entry=None, sentence=say("Late"))
            begun.set()
            go_on.wait(10)
    finally:
        connection.close()


def flipped(octets: bytes, place: int) -> bytes:
    """The same octets with one bit turned over."""
    return octets[:place] + bytes([octets[place] ^ 1]) + octets[place + 1 :]
