"""Answers in the two forms of the standard: JSON, and the same as XML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from django.http import HttpResponse, JsonResponse

from chancery.kernel.base.clock import HOUSE
from chancery.kernel.base.sentences import Sentence

FORMS = ("json", "xml")
ONE_OF = {
    "attributes": "attribute", "values": "value", "services": "service", "service_requests": "request",
    "errors": "error", "endpoints": "endpoint", "formats": "format",
}  # fmt: skip
"""How XML calls one of several."""
UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML may hold."""
Told = Mapping[str, Any] | Sequence[Any]


def answered(form: str, root: str, told: Told, *, status: int = 200) -> HttpResponse:
    """The answer in the form that was asked for."""
    if form == "json":
        response: HttpResponse = JsonResponse(
            told, safe=False, status=status, json_dumps_params={"ensure_ascii": False}
        )
        response.headers["Content-Type"] = "application/json; charset=utf-8"
        return response
    top = Element(root)
    _fill(top, told)
    text = b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(top, encoding="utf-8")
    return HttpResponse(text, status=status, content_type="text/xml; charset=utf-8")


def errors(form: str, told: Sequence[tuple[int, Sentence | str]], *, status: int) -> HttpResponse:
    """What is wrong, in the form of the standard: one code and description for each fault."""
    rows = [{"code": code, "description": str(sentence)} for code, sentence in told]
    return answered(form if form in FORMS else "xml", "errors", rows, status=status)


def moment(at: datetime | None) -> str | None:
    """A moment in the W3C form, on the clock of the house."""
    return at.astimezone(HOUSE).isoformat(timespec="seconds") if at else None


def _fill(above: Element, told: Any) -> None:
    if isinstance(told, Mapping):
        for name, value in told.items():
            _fill(SubElement(above, name), value)
    elif isinstance(told, (list, tuple)):
        for value in told:
            _fill(SubElement(above, ONE_OF[above.tag]), value)
    elif isinstance(told, bool):
        above.text = "true" if told else "false"
    elif told is not None:
        above.text = UNFIT.sub("", str(told))
