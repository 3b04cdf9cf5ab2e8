"""The head of a document (版头) down to its title: red name, number, signer, marks, title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from .dates import PrintedDate, ending_date, first_date, read_date
from .lines import Line, compact
from .marks import take_copy_number, take_secrecy, take_urgency
from .numbers import order_number, read_named, read_number, read_ordinal, read_year_only, split_number
from .organs import is_organ, organs_of
from .parties import addressee_line
from .title import begins_body, best_title, is_strong, names_kind

DEEPEST = 90
_SIGNER = re.compile(r"签发人?(?:：)([\u3400-\u9fff·]{2,60})$")
_TELEGRAM = re.compile(
    r"(?:发电单位|签批盖章|机发号|发往|等级|页数)：?|(?:明传|传真|内部明|明码)电报?|[（(]?共\d{1,3}页[）)]?"
)
_RED = re.compile(r".{0,60}(?:文件|[（(]函[）)]|[（(]通知[）)]|电报|[（(]\d+[）)])|文件|文$")
_ASIDE = re.compile(rf"(?:{_RED.pattern})|.*(?:{_TELEGRAM.pattern}).*|[★☆△▲*]{{1,3}}|[（(]?[A-Da-d][类级]?[）)]?")
_NAMED = re.compile(r"(?:令|命令|公告|通告|公报|纪要)$")
_NOTE = re.compile(r"[（(].{1,400}[）)]")
_ISSUE = re.compile(r"[（(〔\[]?第?[\d一二三四五六七八九十]{1,4}[期次号][）)〕\]]?|[（(]?总第\d+期[）)]?")


@dataclass(slots=True)
class Head:
    """What the head says, and the place in the page where the text begins."""

    number: str = ""
    title: str = ""
    red: list[str] = field(default_factory=list)
    name: str = ""  # the name of an order, announcement or minutes (××令), with which its number is written
    signers: list[str] = field(default_factory=list)
    urgency: str = ""
    secrecy: str = ""
    copy_number: str = ""
    dated: PrintedDate | None = None
    noted: PrintedDate | None = None
    organ_of_date: str = ""
    text_at: int = 0

    @property
    def is_order(self) -> bool:
        """Whether the head is that of an order (令), whose title is the rule it brings."""
        return self.name.endswith("令")


@dataclass(slots=True)
class _Part:
    line: Line
    place: int
    sort: str  # element, number, ordinal, red, note, date, end, text


def _take_signers(head: Head, bare: str) -> str:
    found = _SIGNER.search(bare)
    if found is None:
        return bare
    head.signers.append(found[1])
    return bare[: found.start()]


def _peel(head: Head, bare: str) -> str:
    """What is left of a head line when marks, numbers and signers are taken off; the head keeps what was found."""
    rest = bare
    for _ in range(6):
        before = rest
        rest = _TELEGRAM.sub("", rest, count=1) if _TELEGRAM.match(rest) else rest
        taken, rest = take_copy_number(rest)
        head.copy_number = head.copy_number or taken
        taken, rest = take_secrecy(rest)
        head.secrecy = head.secrecy or taken
        taken, rest = take_urgency(rest)
        head.urgency = head.urgency or taken
        if rest == before:
            break
    return rest


def _sort(head: Head, line: Line, place: int, earlier: list[_Part]) -> str:
    """Which part of the form a line of the head is; elements are taken into the head."""
    bare = line.bare
    trial = Head()
    if _TELEGRAM.match(bare) and ("：" in bare or "电" in bare[:6]) and len(bare) <= 120:
        _take_telegram(head, line)
        return "element"
    if (named := read_named(line.text)) and "关于" not in named[0]:
        head.name, head.number = head.name or named[0], head.number or order_number(*named)
        return "number"
    rest = _peel(trial, _take_signers(trial, bare))
    number = read_number(rest) if rest else None
    if rest and not number and (split := split_number(rest)):
        before, after = split[0].strip("（(｜|"), split[2].strip("）)｜|")
        if all(not part or read_date(part) or _ASIDE.fullmatch(part) for part in (before, after)):
            number, rest = split[1], ""
            head.red.extend(_red_names(before))
    if number or (not rest and bare):
        _keep(head, trial, number)
        return "number" if number else "element"
    if earlier and earlier[-1].sort in ("element", "number") and _more_signers(head, line):
        return "element"
    return _sort_rest(head, line)


def _take_telegram(head: Head, line: Line) -> None:
    """The cells of a telegram's head (发电单位、等级、明电号), which stand on few lines."""
    for word in line.text.split():
        bare = _TELEGRAM.sub("", compact(word), count=1)
        head.number = head.number or read_number(bare) or ""
        head.urgency = head.urgency or take_urgency(bare)[0]
        head.secrecy = head.secrecy or take_secrecy(bare)[0]


def _sort_rest(head: Head, line: Line) -> str:
    bare = line.bare
    if read_ordinal(bare) or read_year_only(bare) or _ISSUE.fullmatch(bare):
        return "ordinal"
    if _NOTE.fullmatch(bare):
        head.noted = head.noted or first_date(bare)
        return "note"
    if (dated := ending_date(bare)) and (not dated[0] or is_organ(dated[0])):
        head.dated, head.organ_of_date = head.dated or dated[1], head.organ_of_date or dated[0]
        return "date"
    if _RED.fullmatch(bare) and not names_kind(bare.rstrip("）)")) and "关于" not in bare:
        head.red.extend(_red_names(bare))
        return "red"
    return "end" if begins_body(line) else "text"


def _keep(head: Head, trial: Head, number: str | None) -> None:
    head.number = head.number or number or ""
    head.signers.extend(_names(" ".join(trial.signers)))
    for name in ("urgency", "secrecy", "copy_number"):
        setattr(head, name, getattr(head, name) or getattr(trial, name))


def _names(text: str) -> list[str]:
    return [name for name in re.split(r"[\s、，]+", text) if name]


def _more_signers(head: Head, line: Line) -> bool:
    """Second row of signers of a joint report (签发人 wrapped)."""
    names = line.text.split()
    if not head.signers or len(line.bare) > 12 or names_kind(line.bare) or is_organ(line.bare):
        return False
    if all(2 <= len(name) <= 4 for name in names):
        head.signers.extend(names)
        return True
    return False


def _red_names(bare: str) -> list[str]:
    name = re.sub(r"(?:文件|[（(].{1,4}[）)]|(?:明传|传真|内部明|明码)?电报|文)$", "", bare)
    return organs_of(name) if name else []


def _parts(head: Head, page: Sequence[Line]) -> list[_Part]:
    parts: list[_Part] = []
    titled = False
    for place, line in enumerate(page[:DEEPEST]):
        sort = _sort(head, line, place, parts)
        before = parts[-1].line.bare if parts and parts[-1].sort == "text" else ""
        if before and not names_kind(before) and names_kind(before + line.bare):
            sort = "text"  # a kind that the end of the line cut in two (通/知)
        elif sort in ("text", "end") and (found := addressee_line(page, place)) and (titled or found[1] == 1):
            sort = "end"
        parts.append(_Part(line, place, sort))
        if sort == "end":
            break
        titled = titled or sort in ("text", "number", "ordinal")
    return parts


def _runs(parts: Sequence[_Part]) -> list[list[_Part]]:
    runs: list[list[_Part]] = []
    for place, part in enumerate(parts):
        if part.sort == "text":
            if place and parts[place - 1].sort == "text":
                runs[-1].append(part)
            else:
                runs.append([part])
    return runs


def _after(parts: Sequence[_Part], run: Sequence[_Part]) -> str:
    place = run[-1].place + 1
    return parts[place].sort if place < len(parts) else "end"


def _is_red(head: Head, parts: Sequence[_Part], run: list[_Part]) -> bool:
    """Whether a run is the red name of the issuers: nothing but organs, and a number, 文件 or the text follows."""
    names = [organ for part in run for organ in organs_of(part.line.text)]
    whole = "".join(part.line.bare for part in run)
    if not names and is_organ(whole):
        names = [whole]
    covered = sum(len(name) for name in names) == len(whole)
    if names and covered and _after(parts, run) != "text":
        head.red.extend(names)
        return True
    return False


def _choose(head: Head, parts: Sequence[_Part]) -> list[_Part]:
    """The run of lines that holds the title: the first that looks like one beyond doubt, else the first that may."""
    runs = [run for run in _runs(parts) if not _is_red(head, parts, run)]
    titles = [best_title([part.line for part in run])[0] for run in runs]
    for run, title in zip(runs, titles, strict=True):
        if _NAMED.search(title) and "关于" not in title and _after(parts, run) in ("ordinal", "number"):
            head.name = head.name or title
    strong = next((run for run, title in zip(runs, titles, strict=True) if is_strong(title)), None)
    if strong:
        return strong
    weak = [run for run, title in zip(runs, titles, strict=True) if names_kind(title)]
    lower = [run for run in weak if _after(parts, run) not in ("ordinal", "number")]
    return (lower or weak or runs or [[]])[0]


def read_head(page: Sequence[Line]) -> Head:
    """The head of the page, when a title precedes the addressees or not. Looks at no more than 90 lines with text."""
    head = Head()
    parts = _parts(head, page)
    run = _choose(head, parts)
    last = parts[-1].place if parts and parts[-1].sort == "end" else len(parts)
    if run:
        head.title, taken = best_title([part.line for part in run])
        head.text_at = run[0].place + taken
        tail = parts[head.text_at : last]
        while tail and tail[0].sort in ("number", "ordinal", "element", "note", "date"):
            head.text_at += 1
            tail = tail[1:]
    else:
        head.text_at = last
    numbered = [part.place + 1 for part in parts if part.sort == "number"]
    head.text_at = max(head.text_at, *numbered, 0)
    _number_by_name(head, parts)
    return head


def _number_by_name(head: Head, parts: Sequence[_Part]) -> None:
    """The number of an order or announcement: its name and the ordinal below it."""
    if head.number or not head.name:
        return
    for part in parts:
        ordinal = read_ordinal(part.line.bare) or read_year_only(part.line.bare)
        if part.sort == "ordinal" and ordinal:
            head.number = order_number(compact(head.name), ordinal)
            return
