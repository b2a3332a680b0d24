"""The desk's pages on which a network is told of a comment, and its author of the ruling on it."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse

from moderation.errands.ordering import shuts_out, tells_authors
from moderation.errands.reporting import report_there, suggested, why_not_there
from moderation.errands.telling import tell_there
from moderation.informing.desk import TOO_OLD
from moderation.informing.owing import owed
from moderation.models import Comment, Errand, Referral
from moderation.seeing import comments_of, get_comment, require_entering
from moderation.telling import may_still_appeal, told_author
from portal.channels.connectors.base import Capability
from portal.channels.connectors.shutting_out import LONGEST_REPORT, Sort
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.fields import radio_field, words_field
from portal.refusals import Refusal

SORTS = [
    (Sort.ABUSE.value, "Insults, threats, abuse or hate"),
    (Sort.SEXUAL.value, "Sexual or obscene"),
    (Sort.ILLEGAL.value, "Against the law"),
    (Sort.MISLEADING.value, "Deceptive"),
    (Sort.SPAM.value, "Spam"),
    (Sort.OTHER.value, "Something else"),
]


class ReportForm(forms.Form):
    """As what, and in which words."""

    sort = radio_field("What is it?", SORTS)
    words = words_field(
        "What does the report say?",
        "The network’s moderators have the comment itself. Say which rule it breaks, and nothing that they do not "
        "need: no names or addresses, nothing of other people.",
        longest=LONGEST_REPORT,
        rows=6,
        missing="Say which rule it breaks.",
    )


class ReportThere(CouncilFormView):
    """Tells the network's moderators of a comment."""

    power = Power.READ_ALL
    section = "moderation"
    heading = "Report it to the network"
    button = "Send the report"
    referral: Referral

    def prepare(self, **kwargs: Any) -> None:
        """Find the report; refuse who enters nothing, and what the network cannot be told of."""
        rows = Referral.objects.filter(pk=kwargs["pk"], comment__in=comments_of(self.person).values("pk"))
        found = rows.select_related("comment__channel", "comment__council").first()
        if found is None:
            raise Http404
        self.referral = found
        require_entering(self.person)
        if why := why_not_there(found, found.comment):
            raise Refusal(why, "Nothing was sent.")
        there = shuts_out(found.comment.channel, Capability.REPORT)
        to = there.report_goes_to if there else ""
        self.lead = (
            f"Comment {found.comment.reference} is reported to {to}. It is sent once, in the name of the council’s "
            "account. Nothing comes down here by this, and what comes of it there they alone decide: close the report "
            "when you know."
        )

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form, filled with the rule by which it came down here."""
        sort, words = suggested(self.referral.comment)
        return ReportForm(data, initial={"sort": sort, "words": words})

    def act(self, form: forms.Form) -> str:
        """Order it."""
        report_there(actor=self.person, referral_id=self.referral.pk, **form.cleaned_data)
        return "The report is on its way. Whether it arrived stands with the comment."

    def next_address(self) -> str:
        """Return the comment."""
        return reverse("comment", args=[self.council.slug, self.referral.comment_id])


class TellForm(forms.Form):
    """Nothing is typed; ``ruling`` is the one whose words stand on the page."""

    ruling = forms.IntegerField(
        widget=forms.HiddenInput, error_messages={"required": TOO_OLD, "invalid": TOO_OLD}
    )


class TellThere(CouncilFormView):
    """Has the author of what came down told so by the council's account on their network."""

    power = Power.READ_ALL
    section = "moderation"
    template_name = "moderation/tell.html"
    heading = "Send it to its author"
    button = "Send it"
    comment: Comment

    def prepare(self, **kwargs: Any) -> None:
        """Find the ruling that is to be told; refuse who enters nothing, and where nobody can be told there."""
        self.comment = get_comment(self.person, kwargs["pk"])
        require_entering(self.person)
        found = owed(self.council.pk).filter(comment=self.comment).first()
        if found is None or Errand.objects.filter(ruling=found).exists():
            raise Refusal("There is no ruling of which its author is still to be told.", "Nothing was sent.")
        there = tells_authors(self.comment.channel)
        if there is None or self.comment.gone_at is not None:
            raise Refusal(
                "The portal cannot tell them there.", "Nothing was sent. Do it by hand, and note it."
            )
        self.ruling, self.there = found, there

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form, for the ruling that the page shows."""
        return TellForm(data, initial={"ruling": self.ruling.pk})

    def words(self) -> dict[str, Any]:
        """Show the words that are sent."""
        return {
            "comment": self.comment,
            "told_as": self.there.told_as,
            "author_told": told_author(self.comment, self.ruling),
            "appeals": may_still_appeal(self.ruling),
        }

    def act(self, form: forms.Form) -> str:
        """Order it."""
        tell_there(actor=self.person, comment_id=self.comment.pk, ruling_id=form.cleaned_data["ruling"])
        return "It is on its way to them. Whether it went stands with the comment."

    def next_address(self) -> str:
        """Return the comment."""
        return reverse("comment", args=[self.council.slug, self.comment.pk])
