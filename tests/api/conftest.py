"""Callers of the API: each a person of the small city with a token."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from chancery.kernel.access.tokens import issue_token


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: many generated calls")


class Caller:
    """Calls the API as somebody, with JSON in and out."""

    def __init__(self, token: str, **headers: str) -> None:
        self.client = Client(headers={"authorization": f"Bearer {token}", "accept-language": "en", **headers})

    def get(self, path: str, **query: Any):
        return self.client.get(f"/api/v1{path}", query)

    def post(self, path: str, body: Any = None, **headers: str):
        return self._send("post", path, body, headers)

    def patch(self, path: str, body: Any, **headers: str):
        return self._send("patch", path, body, headers)

    def upload(self, path: str, **fields: Any):
        return self.client.post(f"/api/v1{path}", fields)

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]):
        sent = body if isinstance(body, (str, bytes)) else json.dumps({} if body is None else body)
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return getattr(self.client, method)(f"/api/v1{path}", sent, content_type="application/json", headers=told)


@pytest.fixture
def caller(city):
    """Makes the caller of a person's name."""
    return lambda name, **headers: Caller(issue_token(city.user(name)), **headers)


@pytest.fixture
def clerk(caller):
    return caller("周敏")


@pytest.fixture
def facts(city):
    """What the clerk types when a document comes in."""
    return {
        "organ": city.organ("市政府办公室").pk,
        "title": "关于做好供热工作的通知",
        "issuer": "省政府办公厅",
        "sender_number": "云东政办发〔2026〕52号",
        "kind": "通知",
    }


@pytest.fixture
def paper(clerk, facts):
    """A document that has just come in."""
    return clerk.post("/documents/incoming/", facts).json()
