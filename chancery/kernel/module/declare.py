"""How a module declares itself: frozen data with defaults, no logic."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from chancery.kernel.base.sentences import Label
from chancery.kernel.flow.declare import Flow
from chancery.kernel.transfer.columns import Heading as Heading

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
class Expiry:
    """A date of a register that runs out (到期事项): insurance, inspection, licence, lease, guarantee.

    `field` is the date column; `notice` says how many calendar days before it somebody is told; `holder` gives the
    parties who must see to it, from the row. One matter stands open for each date that runs out.
    """

    field: str
    title: Label
    holder: Callable[[Any], Sequence[int]]
    notice: tuple[int, ...] = (30, 7, 1)


@dataclass(frozen=True)
class Screen:
    """A noun and everything that can be derived for it: list, detail, form, filters, views, menu, API, import, export.

    `transfer` are the columns of its tables, each a name or a `Heading` with the other names that offices give it; with
    `state` among them a table of history says where each matter stands. `match` are the columns by which a row of a
    table is known again: it then changes the row that is there. Left out, it is the number, or the name of a register.
    """

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
    transfer: tuple[str | Heading, ...] = ()
    match: tuple[str, ...] = ()
    line: tuple[str, ...] = ()
    number: str = ""
    body: str = ""
    icon: str = "file"
    files: bool = True
    expiries: tuple[Expiry, ...] = ()


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
class Entrance:
    """A page of the module's own that stands in the menu behind its nouns (入口): a board, an intake, my day.

    `address` is one of the module's `pages`; `who` is the action that opens it. A page at the `front` stands before
    the nouns, and is where the module begins for whoever may open it.
    """

    title: Label
    address: str
    who: str
    icon: str = "layout-grid"
    front: bool = False


@dataclass(frozen=True)
class Heard:
    """An event of a neighbour that this module answers; handlers are idempotent."""

    event: str
    handler: Callable[[Any], None]


@dataclass(frozen=True)
class Round:
    """What the worker does for a module again and again (定时办理), in a function without arguments.

    A daily round that answers True has more to do and is run again a minute later; no round holds a write for long.
    """

    every: Literal["minute", "day"]
    run: Callable[[], Any]


@dataclass(frozen=True)
class Command:
    """A verb of the module on the command line (命令): `chancery hotline evaluate FILE`.

    `run` names a function as "package.module:function"; it is loaded only when somebody asks for it, takes the words
    behind the verb and yields the lines to show. What it refuses is said as a sentence.
    """

    name: str
    title: Label
    run: str


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
    entrances: tuple[Entrance, ...] = ()
    rounds: tuple[Round, ...] = ()
    commands: tuple[Command, ...] = ()
    demo: Callable[..., None] | None = None
    importer: Callable[..., Any] | None = None
    guards: tuple[Callable[[Any], None], ...] = ()
