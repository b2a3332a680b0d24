"""The desk's page on which a network is told of a comment."""

from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse

from moderation.errands.ordering import shuts_out
from moderation.errands.reporting import report_there, suggested, why_not_there
from moderation.models import Referral
from moderation.seeing import comments_of, require_entering
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
