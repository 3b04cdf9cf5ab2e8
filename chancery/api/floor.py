"""The API as a whole: a router for each noun of the registry, the house's own addresses, and the schema of it all."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from ninja import NinjaAPI, Router
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser

from chancery.kernel.base.sentences import msgid
from chancery.kernel.module.declare import Module
from chancery.kernel.module.registry import registry

from .affairs import add_affairs
from .directory import router as directory
from .door import UNFIT, door, nowhere, only
from .files import add_files
from .house import router as house
from .intake import add_intake
from .moves import add_moves
from .nouns import add_noun
from .problems import MEDIA_TYPE, on_error
from .schemas import Problem
from .shapes import Shape, answer

DEEPEST = 20
POST = {"in": "header", "name": "X-Acting-Post", "required": False, "schema": {"type": "integer", "minimum": 1}}
SECURITY = {
    "token": {"type": "http", "scheme": "bearer", "description": "`chancery token USER` makes one."},
    "session": {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "The session of the pages."},
}


class Strict(Parser):
    """JSON as the standard has it: no NaN, no characters that no text may hold, no bottomless nesting."""

    def parse_body(self, request: HttpRequest) -> Any:
        only(request, "application/json")
        body = json.loads(request.body, parse_constant=_no_number)
        _fit(body, 0)
        return body


class House(NinjaAPI):
    """The API (接口) of this house; its schema names who may enter and how refusals look."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        parts: dict[str, Any] = schema["components"]
        parts["securitySchemes"] = SECURITY
        parts["parameters"] = {"ActingPost": POST}
        told = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        parts["schemas"] |= {**told.pop("$defs", {}), "Problem": told}
        refusal = {
            "description": "Refused",
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for address in schema["paths"].values():
            for operation in address.values():
                operation["responses"]["default"] = refusal
                operation["security"] = [{name: []} for name in SECURITY]
                operation["parameters"].append({"$ref": "#/components/parameters/ActingPost"})
        return schema


def build() -> House:
    """The API of everything that is installed; asked for once, when the addresses are read."""
    api = House(
        title="Chancery",
        version="1",
        description="One shape for every noun: list, row, moves, trail, files, remarks, links, sight.",
        docs_url=None,
        openapi_url=None,
        parser=Strict(),
    )
    api.add_exception_handler(Exception, on_error)
    for known in list(api._exception_handlers):
        api.add_exception_handler(known, on_error)
    api.add_router("", house)
    api.add_router("", directory)
    for module in registry.modules.values():
        _add(api, module)
    return api


def addresses(api: House) -> list[URLPattern]:
    """All addresses of the API behind the door; what nothing answers is a problem document too."""

    def schema(request: HttpRequest) -> HttpResponse:
        return answer(api.get_openapi_schema(path_prefix="/api/v1/"))

    found = [pattern for pattern in api.urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"]
    behind = [path(str(pattern.pattern), door(pattern.callback), name=pattern.name) for pattern in found]
    return [path("openapi.json", door(schema), name="openapi"), *behind, re_path(r"^(?P<rest>.*)$", door(nowhere))]


def _add(api: House, module: Module) -> None:
    shared = Router(tags=[msgid(module.title)])
    add_intake(shared, module)
    api.add_router(f"/{module.key}", shared)
    for screen in module.screens:
        shape = Shape(module, screen)
        router = Router(tags=[msgid(screen.plural)])
        add_noun(router, shape)
        add_moves(router, shape)
        add_affairs(router, shape)
        add_files(router, shape)
        api.add_router(shape.path, router)


def _no_number(text: str) -> Any:
    raise ValueError(text)


def _fit(value: Any, depth: int) -> None:
    """Raises ValueError for what no column could hold."""
    if depth > DEEPEST or (isinstance(value, str) and UNFIT.search(value)):
        raise ValueError("unfit")
    if isinstance(value, dict):
        for name, inner in value.items():
            _fit(name, depth)
            _fit(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _fit(inner, depth + 1)
