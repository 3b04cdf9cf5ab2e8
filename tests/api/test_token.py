"""`chancery token USER` shows a token once."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from chancery.kernel.access.models import Token
from chancery.kernel.base.clock import clock_at

from .conftest import Caller


def run(*line):
    out = StringIO()
    call_command("token", *line, stdout=out)
    return out.getvalue().strip()


def test_a_token_enters_as_its_account(city):
    token = run(city.user("周敏").username)
    assert Caller(token).get("/me/").json()["name"] == "周敏"
    assert not Token.objects.filter(digest=token).exists()


def test_a_token_of_a_post_acts_in_that_post_only(city):
    post = city.actor("周敏").post
    token = run(city.user("周敏").username, "--post", str(post))
    assert Caller(token).get("/me/").json()["post"] == post
    other = Caller(token, **{"x-acting-post": str(city.actor("何素文").post)})
    assert other.get("/me/").status_code == 403


def test_a_token_ends(city, monday):
    token = run(city.user("周敏").username, "--days", "2")
    with clock_at(monday + timedelta(days=3)):
        assert Caller(token).get("/me/").status_code == 401


def test_a_token_is_refused_for_a_stranger_a_foreign_post_and_no_days(city):
    with pytest.raises(CommandError):
        run("nobody-at-all")
    with pytest.raises(CommandError):
        run(city.user("周敏").username, "--post", str(city.actor("何素文").post))
    with pytest.raises(CommandError):
        run(city.user("周敏").username, "--days", "0")
