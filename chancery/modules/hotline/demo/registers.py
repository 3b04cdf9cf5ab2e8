"""Subjects, the list for dispatch, guides and contact units of the believable city."""

from __future__ import annotations

from chancery.kernel.flow.engine import open_row
from chancery.modules.hotline.models import Competence, Contact, Guide, Subject
from chancery.modules.hotline.terms import KEEPER

from .scene import Scene


def keep_registers(scene: Scene) -> None:
    """The city's own short list; an office brings in its own by a table."""
    keeper, house = scene.who(KEEPER), scene.house
    above: dict[str, Subject] = {}
    for code, name, words, lead, level in scene.material["subjects"]:
        parent = above.get(code[:-2])
        values = {"code": code, "name": name, "words": words, "depth": len(code) // 2, "above": parent}
        above[code] = open_row(Subject, organ=house, values=values, actor=keeper)
        if lead:
            told = {"subject": above[code], "lead": scene.organ(lead), "level": level, "basis": "市级部门权责清单"}
            open_row(Competence, organ=house, values=told, actor=keeper)
    for question, answer, source in scene.material["guides"]:
        values = {"question": question, "answer": answer, "source": scene.organ(source)}
        open_row(Guide, organ=house, values=values, actor=keeper)
    for name, kind, place, served in scene.material["contacts"]:
        values = {"name": name, "kind": kind, "place": place, "served_by": scene.organ(served)}
        open_row(Contact, organ=house, values=values, actor=keeper)
