"""Conditions of stages, as data: every line must hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from chancery.kernel.base.refusals import Refused
from chancery.kernel.base.sentences import say

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "is": lambda have, want: str(have) == str(want),
    "is_not": lambda have, want: str(have) != str(want),
    "is_one_of": lambda have, want: str(have) in [str(item) for item in want],
    "at_least": lambda have, want: have is not None and float(have) >= float(want),
    "at_most": lambda have, want: have is not None and float(have) <= float(want),
    "is_filled": lambda have, _: have not in (None, "", []),
    "is_empty": lambda have, _: have in (None, "", []),
}


def holds(condition: Sequence[dict[str, Any]], row: Any) -> bool:
    """Whether all lines of a condition hold for a row; no line, no condition."""
    return all(OPERATORS[line["is"]](_value(row, line["field"]), line.get("value")) for line in condition)


def check_condition(condition: Any, model: type[Any]) -> None:
    """Raises Refused, in a sentence, for a condition that cannot be asked of this noun."""
    if not isinstance(condition, list):
        raise Refused(say("A condition is a list of lines."))
    columns = {column.name for column in model._meta.get_fields()}
    for number, line in enumerate(condition, start=1):
        if not isinstance(line, dict) or line.get("is") not in OPERATORS:
            raise Refused(say("Line {number} of the condition has no known comparison.", number=number))
        if line.get("field") not in columns:
            raise Refused(
                say(
                    "Line {number} of the condition names a field that does not exist: {field}.",
                    number=number,
                    field=line.get("field"),
                )
            )


def _value(row: Any, name: str) -> Any:
    value = getattr(row, name, None)
    return getattr(value, "pk", value)
