"""What a keeper may do with people and their accounts: enter, correct, open an account, a new password, shut it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters

from chancery.kernel.base.sentences import Sentence, say
from chancery.kernel.org import people
from chancery.kernel.org.models import Person, User
from chancery.ui.controls import Control

from .acts import Act, Sent, serve, typed
from .organs_keeping import act_page, ask_reason, keepers_only, row_of

ACCOUNT = r"[A-Za-z][A-Za-z0-9._-]{1,39}"


def new_person(request: HttpRequest) -> HttpResponse:
    """Enter a person (人员登记)."""
    keepers_only(request)

    def do(sent: Sent) -> tuple[str, Sentence]:
        person = people.enter_person(**_facts(sent))
        return f"/people/{person.pk}/", say("{person} is entered. Appoint to a post next.", person=person.name)

    return act_page(request, None, gettext("Enter a person"), "", lambda sent: _asks(sent, None), do)


def edit_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is kept of a person (修改人员信息)."""
    keepers_only(request)
    person = row_of(Person, pk)

    def do(sent: Sent) -> tuple[str, Sentence]:
        people.change_person(person, **_facts(sent))
        return f"/people/{pk}/", say("The changes are kept.")

    return act_page(request, None, gettext("Change"), person.name, lambda sent: _asks(sent, person), do)


def _asks(sent: QueryDict | None, person: Person | None) -> list[Control]:
    def kept(name: str) -> str:
        return str(typed(sent, name, getattr(person, name, "")))

    return [
        Control("name", gettext("Name"), "text", kept("name"), required=True, max_length=40),
        Control("staff_number", gettext("Staff number"), "text", kept("staff_number"), required=True, max_length=20),
        Control("phone", gettext("Telephone"), "text", kept("phone"), max_length=20),
        Control("email", gettext("E-mail"), "text", kept("email"), max_length=100),
    ]


def _facts(sent: Sent) -> dict[str, str]:
    facts = {
        "name": sent.words("name", most=40),
        "staff_number": sent.words("staff_number", most=20),
        "phone": sent.words("phone", most=20, needed=False),
        "email": sent.words("email", most=100, needed=False),
    }
    sent.check()
    return facts


@sensitive_post_parameters("password")
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person an account (开通账号), or a new password to the one that is there (重置密码)."""
    keepers_only(request)
    person = row_of(Person, pk)
    user = User.objects.filter(person=person).first()

    def asks(sent: QueryDict | None) -> list[Control]:
        name = Control(
            "username",
            gettext("Account"),
            "text",
            typed(sent, "username"),
            gettext("Latin letters and figures."),
            True,
            max_length=40,
        )
        hint = gettext("At least 10 characters. Hand it over in person; it can be changed under “Me”.")
        secret = Control(
            "password",
            gettext("First password") if user is None else gettext("New password"),
            "password",
            "",
            hint,
            True,
        )
        return [secret] if user else [name, secret]

    def do(sent: Sent) -> tuple[str, Sentence]:
        password = sent.words("password", most=128)
        if user is not None:
            sent.check()
            people.set_password(user, password)
            return f"/people/{pk}/", say("The new password holds from now on; open sessions have ended.")
        people.open_account(person, username=_account_name(sent), password=password)
        return f"/people/{pk}/", say("{person} can sign in now.", person=person.name)

    title = gettext("Open an account") if user is None else gettext("New password")
    return act_page(request, None, title, person.name, asks, do)


def _account_name(sent: Sent) -> str:
    name = sent.like("username", ACCOUNT, say("Latin letters, figures, dot, hyphen; a letter first."))
    sent.check()
    return name


def shut(request: HttpRequest, pk: int) -> HttpResponse:
    """Shut a person's account, or open it again (停用、启用账号)."""
    keepers_only(request)
    person = row_of(Person, pk)
    user = row_of(User, User.objects.filter(person=person).values_list("pk", flat=True).first() or 0)

    def do(sent: Sent) -> tuple[str, Sentence]:
        reason = sent.words("reason", most=300)
        sent.check()
        people.shut_account(user, shut=user.is_active, reason=reason)
        return f"/people/{pk}/", say("The changes are kept.")

    title = gettext("Shut the account") if user.is_active else gettext("Open the account again")
    return act_page(request, None, title, person.name, lambda sent: [ask_reason(sent)], do)


@sensitive_post_parameters("old", "password", "again")
def own_password(request: HttpRequest) -> HttpResponse:
    """Change one's own password (修改密码)."""
    user: User = request.user  # type: ignore[assignment]

    def asks(sent: QueryDict | None) -> list[Control]:
        return [
            Control("old", gettext("Password until now"), "password", required=True),
            Control("password", gettext("New password"), "password", "", gettext("At least 10 characters."), True),
            Control("again", gettext("New password once more"), "password", required=True),
        ]

    def do(sent: Sent) -> tuple[str, Sentence]:
        old, new, again = (sent.words(name, most=128) for name in ("old", "password", "again"))
        if old and not user.check_password(old):
            sent.wrong.add("old", say("This is not your password."))
        if new != again:
            sent.wrong.add("again", say("The two do not match."))
        sent.check()
        people.set_password(user, new)
        return "/login/", say("The new password holds from now on; sign in with it.")

    crumbs = [("/me/", gettext("Me"))]
    return serve(request, Act(gettext("Change the password"), user.username, "/me/", asks, do, crumbs))
