"""City: finding the organs, posts and people of the city by the names that people use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from chancery.kernel.access.actors import actor_for, actor_in
from chancery.kernel.base.clock import today
from chancery.kernel.base.scope import Actor, Channel
from chancery.kernel.org.models import Organ, Person, Post, User
from chancery.kernel.org.services import holders

from .cast import CAST, CastMember
from .tree import read_organs


@dataclass(frozen=True)
class City:
    """The built city. Every question raises LookupError, with the name, if there is no such thing."""

    on: date
    organs: dict[str, Organ]
    posts: dict[tuple[int, str], list[Post]]
    people: dict[str, Person]
    users: dict[str, User]
    cast: tuple[CastMember, ...]

    @classmethod
    def load(cls, on: date | None = None) -> City:
        """The lookup of the city that stands in the database, in five queries; `on` is today if not said."""
        organs = list(Organ.objects.select_related("party"))
        known = {organ.short_name: organ for organ in organs} | {organ.name: organ for organ in organs}
        for plan in read_organs():
            if plan.name in known:
                known |= dict.fromkeys(plan.also, known[plan.name])
        posts: dict[tuple[int, str], list[Post]] = {}
        for post in Post.objects.select_related("organ", "reach").order_by("organ", "position"):
            posts.setdefault((post.organ_id, post.title), []).append(post)
        people = {person.name: person for person in Person.objects.all()}
        users = {user.person.name: user for user in User.objects.select_related("person") if user.person}
        cast = tuple(member for member in CAST if member.name in people)
        return cls(on or today(), known, posts, people, users, cast)

    def organ(self, name: str) -> Organ:
        """The organ of this full, short or everyday name: `市住房城乡建设局` and `市住建局` are the same."""
        if name not in self.organs:
            raise LookupError(f"There is no organ {name!r} in the city.")
        return self.organs[name]

    def post(self, organ: str, title: str, number: int = 1) -> Post:
        """The `number`th post of this title in the organ."""
        posts = self.posts.get((self.organ(organ).pk, title), [])
        if not 1 <= number <= len(posts):
            raise LookupError(f"There is no post {organ} {title} {number} in the city.")
        return posts[number - 1]

    def person(self, name: str) -> Person:
        """The person of this name; no two people of the city have the same."""
        if name not in self.people:
            raise LookupError(f"There is no person {name!r} in the city.")
        return self.people[name]

    def user(self, name: str) -> User:
        """The account of the person of this name."""
        return self.users[self.person(name).name]

    def actor(self, name: str, *, post: Post | None = None, channel: Channel = "page") -> Actor:
        """The person acting today, in this post or in the own one. Raises NotAllowed if the person holds none today."""
        return actor_for(self.user(name), post=post.pk if post else None, channel=channel)

    def actor_at(self, organ: str, title: str, number: int = 1, *, channel: Channel = "page") -> Actor:
        """Whoever holds this post today, acting in it; a vacant post acts without a person."""
        post = self.post(organ, title, number)
        return actor_in(post, channel=channel, person=next(iter(holders(post.pk)), None))
