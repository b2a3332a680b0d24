"""The desk's page on which it is noted that an author was told of a ruling."""

from typing import Any

from django import forms
from django.urls import reverse

from moderation.errands.ordering import tells_authors
from moderation.informing.noting import LONGEST_NOTE, note_told
from moderation.informing.owing import owed
from moderation.models import Comment, Errand
from moderation.seeing import get_comment, require_entering
from moderation.telling import may_still_appeal, told_author
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.fields import day_field, radio_field, words_field
from portal.refusals import Refusal

TOO_OLD = "This page is too old. Copy what you typed, open the page anew, and note it there."


class ToldForm(forms.Form):
    """Whether, how and when; ``ruling`` is the one whose words stand on the page."""

    ruling = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={"required": TOO_OLD, "invalid": TOO_OLD},
    )
    reached = radio_field(
        "Was its author told?",
        [
            ("yes", "Yes, they have the words that stand above"),
            ("no", "No, they cannot be reached: the account is closed, or takes no messages"),
        ],
    )
    note = words_field(
        "How?",
        "Such as a private message or a public reply there, with its address; or what you tried.",
        longest=LONGEST_NOTE,
        missing="Say how, or what you tried.",
    )
    told_on = day_field("On which day?", past=True)


class NoteTold(CouncilFormView):
    """Notes that the author of what came down was told."""

    power = Power.READ_ALL
    section = "moderation"
    template_name = "moderation/told.html"
    heading = "Tell its author"
    button = "Note it"
    comment: Comment

    def prepare(self, **kwargs: Any) -> None:
        """Find the ruling that is to be told; refuse who notes nothing."""
        self.comment = get_comment(self.person, kwargs["pk"])
        require_entering(self.person)
        found = owed(self.council.pk).filter(comment=self.comment).first()
        if found is None:
            raise Refusal(
                "There is no ruling of which its author is still to be told.", "Nothing was changed."
            )
        self.ruling = found

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form, for the ruling that the page shows."""
        return ToldForm(data, initial={"ruling": self.ruling.pk})

    def words(self) -> dict[str, Any]:
        """Show the words that are sent."""
        return {
            "comment": self.comment,
            "author_told": told_author(self.comment, self.ruling),
            "appeals": may_still_appeal(self.ruling),
            "sends": tells_authors(self.comment.channel) is not None
            and self.comment.gone_at is None
            and not Errand.objects.filter(ruling=self.ruling).exists(),
        }

    def act(self, form: forms.Form) -> str:
        """Note it."""
        typed = form.cleaned_data
        note_told(
            actor=self.person,
            comment_id=self.comment.pk,
            ruling_id=typed["ruling"],
            reached=typed["reached"] == "yes",
            told_on=typed["told_on"],
            note=typed["note"],
        )
        return "It is noted that their author was told." if typed["reached"] == "yes" else "It is noted."

    def next_address(self) -> str:
        """Return the comment."""
        return reverse("comment", args=[self.council.slug, self.comment.pk])
