"""The steps of a route that people press, described like moves: what each asks and how it is named."""

from django.utils.translation import gettext_lazy as _

from .declare import Ask, Move

WORDS = Ask("words", _("Opinion"), "long", required=False, max_length=4000)
STEPS = {
    step.name: step
    for step in (
        Move("route.agree", (), "", "", title=_("Agree"), done=_("Agreed"), asks=(WORDS,)),
        Move(
            "route.disagree",
            (),
            "",
            "",
            title=_("Disagree"),
            done=_("Disagreed"),
            asks=(Ask("words", _("Opinion"), "long", max_length=4000),),
        ),
        Move(
            "route.return",
            (),
            "",
            "",
            title=_("Return"),
            done=_("Returned"),
            asks=(
                Ask("words", _("What must change"), "long", max_length=4000),
                Ask("to_stage", _("Back to"), "number", required=False, help=_("0 is whoever started the route.")),
                Ask("rejoin", _("Come straight back here afterwards"), "flag", required=False),
            ),
        ),
        Move("route.recall", (), "", "", title=_("Recall"), done=_("Recalled"), reason=True),
        Move(
            "route.hand_over",
            (),
            "",
            "",
            title=_("Hand over"),
            done=_("Handed over"),
            asks=(Ask("to", _("To"), "post"), Ask("words", _("Why"), "long", required=False)),
        ),
        Move(
            "route.add",
            (),
            "",
            "",
            title=_("Add somebody"),
            done=_("Added"),
            asks=(Ask("posts", _("Whom"), "posts"), Ask("words", _("Why"), "long", required=False)),
        ),
        Move(
            "route.urge",
            (),
            "",
            "",
            title=_("Urge"),
            done=_("Urged"),
            asks=(Ask("words", _("Words"), "long", required=False),),
        ),
    )
}
