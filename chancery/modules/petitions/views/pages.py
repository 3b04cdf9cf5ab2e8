"""Who wrote, shown on asking and kept in the trail; and the papers as they are printed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from chancery.kernel.access.rows import load
from chancery.kernel.base.refusals import NotFound
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.modules.petitions.models import Paper, Petition, Reexamination, Review
from chancery.modules.petitions.selectors.chain import chain_of
from chancery.modules.petitions.services.petitioners import may_see, reveal
from chancery.modules.petitions.terms import Conclusion, Ground, PaperKind, Verdict, Way
from chancery.ui.places import actor_with
from chancery.ui.refusing import answer

LEVELS: dict[str, Any] = {
    "petitions.petition": Petition,
    "petitions.review": Review,
    "petitions.reexamination": Reexamination,
}
TO_AN_ORGAN = (PaperKind.FORWARDING,)


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Who wrote a petition (信访人信息): asked for by a press, and a line of the trail says so."""
    actor = actor_with(request, "petition.read")
    row = load(Petition, pk, actor=actor)
    allowed = may_see(row, actor)
    found = reveal(row, actor) if request.method == "POST" else None
    context = {"row": row, "allowed": allowed, "person": found, "asked": request.method == "POST"}
    return answer(request, "petitions/person.html", context)


def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A paper in its fixed form, to be read and printed. The name stands on it only for whoever may know it."""
    actor = actor_with(request, "petition.read")
    found = Paper.objects.filter(pk=pk).select_related("entry__noun", "organ").first()
    if found is None or found.entry.noun.key not in LEVELS:
        raise NotFound(say("There is no such page, or your post cannot see it."))
    noun = found.entry.noun.key
    row = load(LEVELS[noun], found.entry_id, actor=actor)
    context = {
        "paper": found, "row": row, "root": chain_of(row).petition, "words": _words(found), "addressee": _addressee(request, found, row, actor),
        "form": f"petitions/forms/{found.kind}.html", "back": f"/{noun.replace('.', '/')}/{row.pk}/",
        "whole": request.method == "POST", "may_see": found.kind not in TO_AN_ORGAN and bool(may_see(row, actor)),
    }  # fmt: skip
    return answer(request, "petitions/paper.html", context)


def _addressee(request: HttpRequest, found: Paper, row: Any, actor: Actor) -> str:
    """The organ, or the petitioner: masked until the whole name is asked for."""
    if found.kind in TO_AN_ORGAN:
        return str(found.words.get("to", ""))
    who = reveal(row, actor) if request.method == "POST" else None
    return who.name if who and who.name else str(chain_of(row).petition.petitioner)


def _words(found: Paper) -> dict[str, str]:
    """What the paper says, its choices in Chinese as on every paper."""
    told = dict(found.words)
    for name, choices in (("way", WAYS), ("ground", GROUNDS), ("verdict", VERDICTS), ("conclusion", CONCLUSIONS)):
        if name in told:
            told[f"{name}_words"] = choices.get(told[name], "")
    return told


WAYS = {
    Way.LITIGATION: "审判机关诉讼程序或者复议程序、检察机关刑事立案程序或者法律监督程序、公安机关法律程序（第三十一条第一项）",
    Way.ARBITRATION: "仲裁程序（第三十一条第二项）",
    Way.PARTY: "党员申诉、申请复审程序（第三十一条第三项）",
    Way.PROCEDURE: "行政复议、行政裁决、行政确认、行政许可、行政处罚等行政程序（第三十一条第四项）",
    Way.DUTY: "申请查处违法行为、履行保护合法权益职责（第三十一条第五项）",
    Way.OPINION: "调查核实，出具信访处理意见书（第三十一条第六项）",
}
GROUNDS = {
    Ground.ELSEWHERE: "该事项不属于本机关职权范围，请向有权处理的机关、单位提出（《信访工作条例》第二十三条第一款）",
    Ground.PENDING: "同一信访事项已经受理或者正在办理（《信访工作条例》第十九条第三款）",
    Ground.FINISHED: "该信访事项已经复核，仍以同一事实和理由提出投诉请求的，不再受理（《信访工作条例》第三十六条第三款）",
}
VERDICTS = {
    Verdict.SUPPORT: "予以支持（《信访工作条例》第三十二条第一项）",
    Verdict.EXPLAIN: "请求事由合理但缺乏法律依据，作出解释说明（《信访工作条例》第三十二条第二项）",
    Verdict.REFUSE: "不予支持（《信访工作条例》第三十二条第三项）",
}
CONCLUSIONS = {
    Conclusion.UPHOLD: "维持原意见",
    Conclusion.CHANGE: "变更原意见",
    Conclusion.REDO: "撤销原意见，由原办理机关重新办理",
}
