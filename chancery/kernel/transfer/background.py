"""Long tables are checked and brought in by the worker; the page only asks how far they are."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

from django_tasks import task

from chancery.kernel.access.actors import actor_in
from chancery.kernel.access.rows import acting
from chancery.kernel.base.clock import now
from chancery.kernel.base.scope import Actor
from chancery.kernel.base.sentences import say
from chancery.kernel.org.models import Person, Post

from . import staging
from .applying import STANDSTILL, apply
from .columns import Heading
from .models import Import
from .staging import check, keep, refuse

LOG = logging.getLogger(__name__)
AT_ONCE = 300
"""So many rows are brought in while the person waits."""
CHECKED_AT_ONCE = 2000
"""So many rows are checked while the person waits."""
S = Import.State


def take_in(
    stream: BinaryIO,
    name: str,
    *,
    model: type[Any],
    columns: Sequence[str | Heading],
    organ: int,
    actor: Actor,
    match: Sequence[str] = (),
) -> Import:
    """Stage a table (导入预检): keep its rows, and check them at once if they are few, else let the worker do it. Raises what `keep` raises."""
    one = keep(stream, name, model=model, columns=columns, organ=organ, actor=actor, match=match)
    look_at(one, actor=actor)
    return one


def remap(one: Import, mapping: Mapping[int, str], *, actor: Actor) -> None:
    """Say anew which heading fills which column, and check all rows again, at once or by the worker."""
    look_at(staging.remap(one, mapping, actor=actor), actor=actor)


def look_at(one: Import, *, actor: Actor) -> None:
    """Check the rows of a table at once if they are few, else let the worker do it."""
    if one.rows <= CHECKED_AT_ONCE or actor.post is None:
        check(one, actor=actor)
    else:
        check_later.enqueue(one.pk)


def begin(one: Import, *, actor: Actor) -> None:
    """Bring a table in at once if it is small, else let the worker do it. Raises what `apply` raises."""
    if one.rows <= AT_ONCE or one.state != S.STAGED or actor.post is None:
        apply(one, actor=actor)
    else:
        apply_later.enqueue(one.pk)


@task()
def check_later(pk: int) -> None:
    """Check a table that was read, in the post that sent it."""
    one = Import.objects.get(pk=pk)
    if one.state == S.READING:
        actor = _actor_of(one)
        with acting(actor):
            check(one, actor=actor)


@task()
def apply_later(pk: int) -> None:
    """Bring a staged table in, in the post that staged it and with the rights it has by now."""
    one = Import.objects.get(pk=pk)
    actor = _actor_of(one)
    with acting(actor):
        apply(one, actor=actor)


def take_up() -> int:
    """Go on with imports that were broken off, as by a machine that was switched off; returns how many."""
    under_way = Import.objects.filter(state__in=(S.READING, S.APPLYING, S.LANDING), moved_at__lt=now() - STANDSTILL)
    taken = 0
    for one in under_way.filter(by_post__isnull=False).order_by("pk"):
        taken += 1
        try:
            if one.state == S.READING and not one.rows:
                refuse(one, say("the file was not read to its end; send it again"))
            elif one.state == S.READING:
                check_later.func(one.pk)
            else:
                apply_later.func(one.pk)
        except Exception:
            LOG.exception("Import %s could not be taken up again.", one.pk)
    return taken


def _actor_of(one: Import) -> Actor:
    post = Post.objects.select_related("organ").get(pk=one.by_post_id or 0)
    return actor_in(post, channel="import", person=Person.objects.filter(pk=one.person_id or 0).first())
