"""Who wrote, shown to whoever must know, and to nobody of the organ complained of."""

from __future__ import annotations

from typing import Any

from chancery.kernel.access.rows import ActorScope, load
from chancery.kernel.audit.trail import record
from chancery.kernel.base.refusals import Answer, NotAllowed, Refused
from chancery.kernel.base.scope import Actor, within
from chancery.kernel.base.sentences import say
from chancery.kernel.desk.models import Task
from chancery.kernel.rules.registry import cite
from chancery.modules.petitions.models import Petition, Petitioner
from chancery.modules.petitions.rules.intake import reaches_the_accused
from chancery.modules.petitions.selectors.chain import chain_of

SEE = "petition.see_petitioner"


def may_see(row: Any, actor: Actor) -> Answer:
    """Whether an actor may know who wrote: by right, or by a task on one of the three levels; never the accused (art. 30)."""
    chain = chain_of(row)
    petition = chain.petition
    if not actor.everything and reaches_the_accused(petition, actor.parties):
        return Answer(False, say("Whoever was complained of must not learn who told of it."), cite("petitions.accused"))
    if SEE in actor.actions:
        return Answer(True)
    holds = Task.objects.filter(entry__in=chain.entries, assignee__in=actor.parties).exists()
    if petition.confidential:
        return Answer(
            False, say("The petitioner asked for the name to be kept secret; only the petition office knows it.")
        )
    return Answer(holds, say("Only whoever has the petition as a task sees who wrote it."))


def reveal(row: Any, actor: Actor) -> Petitioner | None:
    """Who wrote (查看信访人信息); a line of the trail says who looked. None for a petition nobody signed.

    Raises NotFound for a hidden row, NotAllowed for whoever needs not know, under the article.
    """
    load(type(row), row.pk, actor=actor)
    answer = may_see(row, actor)
    if not answer:
        raise NotAllowed(answer.sentence, cite=answer.cite)
    petition: Petition = chain_of(row).petition
    person = Petitioner.objects.filter(petition=petition.pk).first()
    with within(ActorScope(actor)):
        record("petitions.petition.reveal", entry=petition.pk, sentence=say("Looked at who wrote the petition"))
    return person


def needs_a_way_to_answer(name: str, phone: str, address: str) -> None:
    """Whoever gives a name gives a way to be answered. Raises Refused."""
    if name and not (phone or address):
        raise Refused(
            say("Write a telephone or an address, so that the answer can reach the petitioner."),
            fields={"phone": say("A telephone or an address is needed.")},
        )
