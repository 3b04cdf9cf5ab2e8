"""Files become rows only where a module declares an importer."""

from dataclasses import replace
from types import ModuleType

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import include, path

from chancery.api.floor import addresses, build
from chancery.kernel.module.registry import registry


def counted(files, *, actor, organ):
    return [{"name": name, "bytes": len(stream.read()), "who": actor.name, "organ": organ} for name, stream in files]


@pytest.fixture
def with_importer(monkeypatch, settings):
    """The test register takes files in."""
    monkeypatch.setitem(registry.modules, "rooms", replace(registry.modules["rooms"], importer=counted))
    addressed = ModuleType("addressed")
    addressed.urlpatterns = [path("api/v1/", include((addresses(build()), "api"), namespace="api"))]
    settings.ROOT_URLCONF = addressed


def files():
    return [SimpleUploadedFile(name, b"abc", content_type="text/plain") for name in ("a.txt", "b.txt")]


def test_an_importer_gets_the_files_and_who_sent_them(city, clerk, with_importer):
    told = clerk.upload("/rooms/intake/", files=files()).json()
    assert [one["name"] for one in told] == ["a.txt", "b.txt"]
    assert told[0] == {"name": "a.txt", "bytes": 3, "who": "周敏", "organ": city.organ("文电科").pk}


def test_an_intake_refuses_no_files_too_many_and_a_post_without_the_right(caller, clerk, with_importer):
    assert list(clerk.upload("/rooms/intake/", other="x").json()["fields"]) == ["files"]
    assert clerk.upload("/rooms/intake/", files=files() * 11).status_code == 413
    assert caller("张克勤").upload("/rooms/intake/", files=files()).status_code == 403


def test_a_module_without_an_importer_has_no_intake(clerk):
    assert clerk.upload("/rooms/intake/", files=files()).status_code == 404
