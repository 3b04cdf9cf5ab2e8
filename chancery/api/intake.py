"""Files that become rows: only where a module declares an importer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from chancery.kernel.base.refusals import NotAllowed, Refused
from chancery.kernel.base.sentences import msgid, say
from chancery.kernel.module.declare import Module

from .door import MOST_FILES, only
from .nouns import ONCE, actor_of
from .problems import TooLarge
from .shapes import answer

FILES = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["files"],
                "properties": {
                    "files": {"type": "array", "items": {"type": "string", "format": "binary"}, "maxItems": MOST_FILES}
                },
            }
        }
    },
}


def add_intake(router: Router, module: Module) -> None:
    """Put a module's intake on its router, if it has one."""
    if module.importer is None:
        return
    router.post(
        "/intake/",
        response=list[dict[str, Any]],
        operation_id=f"{module.key}_intake",
        summary=f"{msgid(module.title)}: take in files",
        openapi_extra={"requestBody": FILES, "parameters": [ONCE]},
    )(_take(module))


def _take(module: Module) -> Callable[..., Any]:
    def intake(request: HttpRequest) -> HttpResponse:
        only(request, "multipart/form-data")
        actor = actor_of(request)
        if not any(screen.create and screen.create in actor.actions for screen in module.screens):
            raise NotAllowed(say("This step belongs to another post."))
        sent = request.FILES.getlist("files")
        if not sent:
            raise Refused(say("Choose a file first."), fields={"files": say("Please fill this in.")})
        if len(sent) > MOST_FILES:
            raise TooLarge(say("At most {most} files at a time.", most=MOST_FILES))
        assert module.importer is not None
        told = module.importer([(file.name or "", file.file) for file in sent], actor=actor, organ=actor.organ)
        return answer(told)

    return intake
