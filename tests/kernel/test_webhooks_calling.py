"""Calling out for webhooks: signed so that others can verify it, side by side, and never to where nothing may be sent."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from chancery.kernel.base.refusals import Refused
from chancery.kernel.notify.calling import ALTOGETHER, call, checked_address
from chancery.kernel.notify.courier import GAPS, Courier
from chancery.kernel.notify.signing import new_secret, signed_headers

from .receiving import Receiver


def test_another_library_verifies_the_signature():
    secret, body = new_secret(), '{"type": "派单"}'.encode()
    headers = signed_headers("line-7", timezone.now(), body, [new_secret(), secret])
    assert Verifier(secret).verify(body, headers) == {"type": "派单"}
    with pytest.raises(WebhookVerificationError):
        Verifier(secret).verify(body + b" ", headers)


@given(body=st.binary(max_size=200), seconds=st.integers(0, 2**33))
def test_each_signature_stands_for_one_body_at_one_moment(body, seconds):
    at = timezone.now().replace(microsecond=0) + timedelta(seconds=seconds)
    mark = signed_headers("line-1", at, body, ["whsec_" + "A" * 44])
    other = signed_headers("line-1", at, body + b"x", ["whsec_" + "A" * 44])
    later = signed_headers("line-1", at + timedelta(seconds=1), body, ["whsec_" + "A" * 44])
    assert len({one["webhook-signature"] for one in (mark, other, later)}) == 3


def test_a_slow_receiver_keeps_no_other_from_its_turn(settings):
    slow, quick = Receiver(), Receiver()
    slow.open.clear()
    settings.WEBHOOKS_ALLOWED = [slow.origin, quick.origin]
    one = threading.Thread(target=call, args=(slow.origin, b"{}", {}))
    one.start()
    assert slow.entered.wait(10)
    assert call(quick.origin, b"{}", {}).status == 204
    slow.open.set()
    one.join()
    assert len(slow.got) == 1
    slow.close()
    quick.close()


def test_a_courier_begins_with_all_and_waits_for_none():
    gate, ran = threading.Event(), []

    def serve(pk: int) -> None:
        if pk == 1:
            gate.wait(10)
        ran.append(pk)

    courier = Courier(lambda: [1, 2], serve)
    courier.round()
    courier.out[2].result(10)
    courier.round()
    assert ran[:1] == [2]
    gate.set()
    courier.settle()
    assert ran.count(1) == 1


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/", "ftp://example.org/", "https://", "https://user:word@example.org/", "https://example.org/#a",
        "https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest/", "https://100.100.100.200/",
        "https://[::ffff:127.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://0.0.0.0/", "https://[fe80::1]/",
        "https://例子.cn/", "https://example.org/ a", "https://example.org:99999/", "https://[::1", "https://224.0.0.1/",
    ],
)  # fmt: skip
def test_an_unfit_address_is_refused(address):
    with pytest.raises(Refused):
        checked_address(address)


def test_the_networks_of_departments_may_be_addressed():
    assert checked_address("https://10.20.30.40:8443/hook") == "https://10.20.30.40:8443/hook"


def test_a_name_that_leads_to_this_machine_is_refused_at_the_moment_of_connecting(receiver):
    port = receiver.server.server_address[1]
    reply = call(f"https://localhost:{port}/", b"{}", {})
    assert (reply.status, receiver.entered.is_set()) == (None, False)
    assert "inside this machine" in reply.fault.text


def test_an_unknown_name_and_a_shut_port_are_sentences(receiver, settings):
    assert "No address is known" in call("https://nowhere.invalid/", b"{}", {}).fault.text
    receiver.close()
    assert call(receiver.origin, b"{}", {}).fault.text == "The connection failed or broke off."
    assert ALTOGETHER < 60


def test_the_gaps_grow_up_to_a_day():
    assert sorted(GAPS) == list(GAPS)
    assert GAPS[-1] == timedelta(days=1)
