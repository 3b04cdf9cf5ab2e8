"""Long imports are brought in by the worker; the page only asks how far they are."""

from __future__ import annotations

from django_tasks import task

from chancery.kernel.access.actors import actor_in
from chancery.kernel.access.rows import acting
from chancery.kernel.base.scope import Actor
from chancery.kernel.org.models import Person, Post

from .applying import apply
from .models import Import

AT_ONCE = 300
"""So many rows are brought in while the person waits."""


def begin(one: Import, *, actor: Actor) -> None:
    """Bring a table in at once if it is small, else let the worker do it. Raises what `apply` raises."""
    if one.rows <= AT_ONCE or one.state != Import.State.STAGED or actor.post is None:
        apply(one, actor=actor)
    else:
        apply_later.enqueue(one.pk)


@task()
def apply_later(pk: int) -> None:
    """Bring a staged table in, in the post that staged it and with the rights it has by now."""
    one = Import.objects.get(pk=pk)
    post = Post.objects.select_related("organ").get(pk=one.by_post_id or 0)
    actor = actor_in(post, channel="import", person=Person.objects.filter(pk=one.person_id or 0).first())
    with acting(actor):
        apply(one, actor=actor)
