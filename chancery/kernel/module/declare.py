"""How a module declares itself: frozen data with defaults, no logic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from chancery.kernel.base.sentences import Label
from chancery.kernel.flow.declare import Flow

Wing = Literal["office", "oversight", "citizens", "estate", "people"]


@dataclass(frozen=True)
class Column:
    """A column of a list, a fact of a detail page, a heading of a table.

    `source` is a path of columns (`organ__short_name`) or the name of a built-in cell: `title`, `state`, `holder`,
    `due`, `opened_at`, `number`. `under` are paths shown small below it. Sorting is offered only where `index` says so.
    """

    source: str
    label: Label = ""
    under: tuple[str, ...] = ()
    numeric: bool = False
    wide: bool = False


@dataclass(frozen=True)
class Filter:
    """A filter that is a link: a column with choices, a foreign key, a year, or a named condition."""

    source: str
    label: Label = ""
    kind: Literal["choice", "organ", "date", "flag"] = "choice"


@dataclass(frozen=True)
class View:
    """A saved view that the module ships (视图): a name and a query string."""

    key: str
    label: Label
    query: str = ""


@dataclass(frozen=True)
class Group:
    """A group of a form, named by its question."""

    title: Label
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Panel:
    """A panel of a detail page: a template of the module and the function that gives its context."""

    key: str
    title: Label
    template: str
    context: Callable[[Any, Any], Mapping[str, Any]]
    count: Callable[[Any], int] | None = None


@dataclass(frozen=True)
class Screen:
    """A noun and everything that can be derived for it: list, detail, form, filters, views, menu, API, import, export."""

    model: type[Any]
    key: str
    title: Label
    plural: Label
    reach: Literal["subtree", "organ", "parties"]
    read: str
    columns: tuple[Column, ...]
    create: str = ""
    edit: str = ""
    create_title: Label = ""
    create_page: str = ""
    form: tuple[Group, ...] = ()
    facts: tuple[Column, ...] = ()
    filters: tuple[Filter, ...] = ()
    views: tuple[View, ...] = ()
    panels: tuple[Panel, ...] = ()
    flow: Flow | None = None
    search: tuple[str, ...] = ()
    transfer: tuple[str, ...] = ()
    line: tuple[str, ...] = ()
    number: str = ""
    body: str = ""
    icon: str = "file"
    files: bool = True


@dataclass(frozen=True)
class Role:
    """A role and the actions it allows."""

    key: str
    title: Label
    actions: tuple[str, ...]


@dataclass(frozen=True)
class NumberSeries:
    """A series of numbers that the module uses; offices may change the pattern."""

    key: str
    title: Label
    pattern: str
    reset: Literal["yearly", "never"] = "yearly"


@dataclass(frozen=True)
class Stage:
    """A stage of the default edition of a route; `seats` are pairs of ("role", role key) or ("field", column or name)."""

    title: Label
    kind: Literal["review", "countersign", "sign", "read"]
    seats: tuple[tuple[Literal["role", "field"], str], ...]
    mode: Literal["one", "all", "some"] = "all"
    quorum: int | None = None
    condition: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Route:
    """A route that a state of the module runs, and the edition with which an office begins; offices edit it."""

    key: str
    title: Label
    noun: str
    stages: tuple[Stage, ...]


@dataclass(frozen=True)
class Report:
    """A register print or a statistic: a function of (actor, parameters) that gives a table."""

    key: str
    title: Label
    kind: Literal["register", "statistic"]
    build: Callable[..., Any]
    read: str = ""


@dataclass(frozen=True)
class Heard:
    """An event of a neighbour that this module answers; handlers are idempotent."""

    event: str
    handler: Callable[[Any], None]


@dataclass(frozen=True)
class Module:
    """A module (业务模块): one folder, declared here and nowhere else."""

    key: str
    title: Label
    wing: Wing
    screens: tuple[Screen, ...] = ()
    roles: tuple[Role, ...] = ()
    needs: tuple[str, ...] = ()
    numbers: tuple[NumberSeries, ...] = ()
    reports: tuple[Report, ...] = ()
    hears: tuple[Heard, ...] = ()
    routes: tuple[Route, ...] = ()
    pages: Mapping[str, str] = field(default_factory=dict)
    demo: Callable[..., None] | None = None
    importer: Callable[..., Any] | None = None
    guards: tuple[Callable[[Any], None], ...] = ()
