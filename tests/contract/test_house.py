"""The house's own order, read from the source: short files, no domain words in the kernel, one writer of a state."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from django.apps import apps

from chancery.kernel.module.registry import registry

from .cases import ROOT, listed

LINES, FUNCTION = 300, 60
KERNEL = ROOT / "chancery" / "kernel"
ENGINE = KERNEL / "flow"
OTHER_STATES = ("chancery/kernel/flow/", "chancery/kernel/deadlines/clocks.py", "chancery/kernel/transfer/")
"""The engine itself; a clock runs or is paused, an import is staged or applied: states of another kind."""
CROSSINGS = {"chancery/modules/assets/reports/reach.py"}
"""Files that may look across all organs. Each is a decision; the reason stands where the call is."""


@lru_cache(maxsize=1)
def sources() -> dict[str, ast.Module]:
    """Every Python file of the house and its tests by its path; migrations are written by a machine."""
    files = [path for part in ("chancery", "tests", "bench") for path in sorted((ROOT / part).rglob("*.py"))]
    kept = [path for path in files if "migrations" not in path.parts and "new_module" not in path.parts]
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text()) for path in kept}


def oversized() -> dict[str, int]:
    """Files and functions that are longer than they should be, with their length."""
    found: dict[str, int] = {}
    for name, tree in sources().items():
        length = len((ROOT / name).read_text().splitlines())
        if length > LINES:
            found[name] = length
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > FUNCTION:
                    found[f"{name}::{node.name}"] = lines
    return found


def test_nothing_grows_beyond_its_length():
    allowed = {name: int(length) for name, length in listed("oversize.txt").items()}
    grown = {name: length for name, length in oversized().items() if length > allowed.get(name, 0)}
    assert grown == {}, f"split these: at most {LINES} lines a file, {FUNCTION} a function"


def test_what_has_become_short_leaves_the_list():
    assert set(listed("oversize.txt")) - set(oversized()) == set()


def constants(tree: ast.Module) -> Iterator[str]:
    """Every text of a file that is not a docstring."""
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def imports(tree: ast.Module) -> Iterator[str]:
    """Every module that a file imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("key", sorted(registry.modules))
def test_no_file_of_kernel_pages_or_api_knows_a_module(key):
    floors = ("chancery/kernel/", "chancery/ui/", "chancery/api/")
    for name, tree in sources().items():
        if name.startswith(floors):
            named = [text for text in constants(tree) if text == key or text.startswith(f"{key}.")]
            assert named == [], f"{name} names the module {key}"
            assert not [path for path in imports(tree) if path.startswith("chancery.modules")], name


def test_only_the_engine_writes_a_state():
    writers = {
        f"{name}:{line}"
        for name, tree in sources().items()
        if name.startswith("chancery/") and not name.startswith(OTHER_STATES)
        for line in state_writes(tree)
    }
    assert writers == set(), "flow.move() and open_row() are the only writers of a state"


def state_writes(tree: ast.Module) -> Iterator[int]:
    """Lines that assign `.state`, update it, or set it by name on something else than the own instance."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            flat = [leaf for target in targets for leaf in (target.elts if isinstance(target, ast.Tuple) else [target])]
            if any(isinstance(leaf, ast.Attribute) and leaf.attr == "state" for leaf in flat):
                yield node.lineno
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            named = {keyword.arg for keyword in node.keywords}
            if node.func.attr in {"update", "set", "bulk_update", "update_or_create"} and "state" in named:
                yield node.lineno
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "setattr" and _names_state(node):
            yield node.lineno


def _names_state(call: ast.Call) -> bool:
    return any(isinstance(part, ast.Constant) and part.value == "state" for part in call.args)


def test_nobody_looks_across_organs_but_the_listed_places():
    crossing = {
        name
        for name, tree in sources().items()
        if name.startswith("chancery/") and name != "chancery/kernel/access/rows.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "everywhere"
    }
    assert crossing - CROSSINGS == set()


def test_nothing_is_called_by_an_empty_name():
    empty = ("Manager", "Helper", "Util", "Utils", "Info")
    classes = {
        f"{name}: {node.name}"
        for name, tree in sources().items()
        if name.startswith("chancery/")
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and node.name.endswith(empty)
    }
    files = {name for name in sources() if Path(name).stem in {"utils", "helpers", "util", "misc", "common"}}
    assert classes - {"chancery/kernel/base/models.py: ScopedManager"} == set()
    assert files == set()


def test_the_real_clock_is_read_in_one_place():
    asked = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "timezone.now", "time.time"}
    readers = {
        name
        for name, tree in sources().items()
        if name.startswith(("chancery/kernel/", "chancery/modules/")) and name != "chancery/kernel/base/clock.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and f"{node.value.id}.{node.attr}" in asked
    }
    assert readers == set()


def test_no_index_leaves_the_empty_text_out():
    """SQLite asks such an index only where the question says `<> ''` as well, and reads the whole table otherwise."""
    faults = [
        f"{model._meta.label}: {index.name}"
        for model in apps.get_models()
        if model.__module__.startswith("chancery.")
        for index in model._meta.indexes
        if index.condition is not None and index.condition.negated
        if any(isinstance(child, tuple) and child[1] == "" for child in index.condition.children)
    ]
    assert faults == []
