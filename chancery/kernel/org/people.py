"""Entering people, and the accounts with which they come in. Each change leaves a line in the trail."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from chancery.kernel.audit.trail import record
from chancery.kernel.base.refusals import Collected, Refused
from chancery.kernel.base.sentences import say

from .models import Person, User


@transaction.atomic
def enter_person(*, name: str, staff_number: str, phone: str = "", email: str = "") -> Person:
    """Enter a person (人员登记). Raises Refused for a staff number that somebody has already, or a wrong address."""
    person = Person(name=name, staff_number=staff_number, phone=phone, email=email)
    _check(person)
    person.save()
    told = {"name": name, "staff_number": staff_number}
    record("org.person.create", entry=None, sentence=say("{person} was entered", person=name), after=told)
    return person


@transaction.atomic
def change_person(person: Person, *, name: str, staff_number: str, phone: str, email: str) -> None:
    """Correct what is kept of a person (修改人员信息). Raises Refused as entering does."""
    before = {key: getattr(person, key) for key in ("name", "staff_number", "phone", "email")}
    person.name, person.staff_number, person.phone, person.email = name, staff_number, phone, email
    _check(person)
    person.save()
    after = {key: getattr(person, key) for key in before}
    sentence = say("What is kept of {person} was changed", person=name)
    record("org.person.edit", entry=None, sentence=sentence, before=before, after=after)


def _check(person: Person) -> None:
    faults = Collected()
    same = Person.objects.filter(staff_number=person.staff_number).exclude(pk=person.pk).first()
    if same:
        faults.add("staff_number", say("{person} has this staff number already.", person=same.name))
    if person.email:
        try:
            validate_email(person.email)
        except ValidationError:
            faults.add("email", say("This is no e-mail address."))
    faults.raise_if_any(say("Something does not fit yet."))


@transaction.atomic
def open_account(person: Person, *, username: str, password: str) -> User:
    """Give a person an account (开通账号). Raises Refused for a name that is taken, or a weak password."""
    faults = Collected()
    if User.objects.filter(username=username).exists():
        faults.add("username", say("Somebody has this account name already."))
    if User.objects.filter(person=person).exists():
        faults.add("username", say("{person} has an account already.", person=person.name))
    faults.raise_if_any(say("Something does not fit yet."))
    user = User(username=username, person=person)
    _strong(password, user)
    user.set_password(password)
    user.save()
    sentence = say("{person} was given the account {name}", person=person.name, name=username)
    record("org.account.open", entry=None, sentence=sentence, after={"account": username})
    return user


@transaction.atomic
def set_password(user: User, password: str) -> None:
    """Set a new password; every session of this account ends. Raises Refused for a weak one."""
    _strong(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    record(
        "org.account.password", entry=None, sentence=say("The account {name} has a new password", name=user.username)
    )


@transaction.atomic
def shut_account(user: User, *, shut: bool, reason: str) -> None:
    """Shut an account, or open it again (停用、启用账号)."""
    if not reason.strip():
        raise Refused(say("Say why."), fields={"reason": say("Say why.")})
    user.is_active = not shut
    user.save(update_fields=["is_active"])
    name, told = user.username, {"account": user.username, "reason": reason.strip()}
    if shut:
        record("org.account.shut", entry=None, sentence=say("The account {name} was shut", name=name), after=told)
    else:
        again = say("The account {name} was opened again", name=name)
        record("org.account.reopen", entry=None, sentence=again, after=told)


def _strong(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        words = say("This password is too easy to guess: at least 10 characters, and none of the common ones.")
        raise Refused(words, fields={"password": words}) from error
