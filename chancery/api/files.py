"""The files at a row: reached only through it, bounded and read before they are kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, BinaryIO, cast
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from ninja import Router, Schema

from chancery.kernel.access.rows import load
from chancery.kernel.attachments.models import Attachment
from chancery.kernel.attachments.services import files_of, open_file
from chancery.kernel.base.refusals import NotFound, Refused
from chancery.kernel.base.sentences import msgid, say
from chancery.kernel.flow.files import add_file

from .door import only
from .nouns import ONCE, actor_of, typed
from .shapes import Shape, answer, plain
from .types import Key

ROLES = [str(role) for role in Attachment.Role.values]
UPLOAD = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {"type": "string", "format": "binary"},
                    "role": {"type": "string", "enum": ROLES, "default": "other"},
                },
            }
        }
    },
}
CONTENT = {
    "responses": {200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}
}


class FileFacts(Schema):
    """A file at a row (附件)."""

    id: int
    name: str
    role: str
    size: int
    media_type: str
    pages: int | None
    digest: str
    at: datetime
    content: str


def add_files(router: Router, shape: Shape) -> None:
    """Put the files of a noun's rows on its router."""
    name, title = shape.noun.replace(".", "_"), msgid(shape.screen.title)
    router.get(
        "/{id}/attachments/",
        response=list[FileFacts],
        operation_id=f"{name}_attachments",
        summary=f"{title}: files",
    )(_files(shape))
    router.post(
        "/{id}/attachments/",
        response={201: FileFacts},
        operation_id=f"{name}_attach",
        summary=f"{title}: attach a file",
        openapi_extra={"requestBody": UPLOAD, "parameters": [ONCE]},
    )(_attach(shape))
    router.get(
        "/{id}/attachments/{file}/content",
        operation_id=f"{name}_content",
        summary=f"{title}: content of a file",
        openapi_extra=CONTENT,
    )(_content(shape))


def _files(shape: Shape) -> Callable[..., Any]:
    def files(request: HttpRequest, id: Any) -> HttpResponse:  # noqa: A002
        load(shape.model, id, actor=actor_of(request))
        return answer([_file(request, attached) for attached in files_of(id)])

    return typed(files, id=Key)


def _file(request: HttpRequest, attached: Attachment) -> dict[str, Any]:
    kept = attached.file
    return {
        "id": attached.pk,
        "name": attached.name,
        "role": attached.role,
        "size": kept.size,
        "media_type": kept.media_type,
        "pages": kept.pages,
        "digest": kept.digest,
        "at": plain(attached.at),
        "content": f"{request.path}{attached.pk}/content",
    }


def _attach(shape: Shape) -> Callable[..., Any]:
    def attach_file(request: HttpRequest, id: Any) -> HttpResponse:  # noqa: A002
        only(request, "multipart/form-data")
        actor = actor_of(request)
        row = load(shape.model, id, actor=actor)
        role, sent = request.POST.get("role", Attachment.Role.OTHER), request.FILES.get("file")
        strange = [*(set(request.POST) - {"role"}), *(set(request.FILES) - {"file"})]
        if strange:
            fault = say("There is no field “{name}” here.", name=strange[0])
            raise Refused(fault, fields={strange[0]: fault})
        if role not in ROLES:
            fault = say("Choose one of: {choices}", choices=", ".join(ROLES))
            raise Refused(fault, fields={"role": fault})
        if sent is None:
            raise Refused(say("Choose a file first."), fields={"file": say("Please fill this in.")})
        attached = add_file(row, cast(BinaryIO, sent.file), name=sent.name or "", actor=actor, role=role)
        told = _file(request, attached)
        return answer(told, status=201, headers={"Location": told["content"]})

    return typed(attach_file, id=Key)


def _content(shape: Shape) -> Callable[..., Any]:
    def content(request: HttpRequest, id: Any, file: Any) -> HttpResponseBase:  # noqa: A002
        load(shape.model, id, actor=actor_of(request))
        found = Attachment.objects.filter(entry=id, pk=file, voided_at=None).select_related("file").first()
        if found is None:
            raise NotFound(say("There is no such file, or your post cannot see it."))
        response = FileResponse(open_file(found), content_type=found.file.media_type)
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
        response.headers["Content-Length"] = str(found.file.size)
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response.headers["ETag"] = f'"{found.file.digest}"'
        return response

    return typed(content, id=Key, file=Key)
