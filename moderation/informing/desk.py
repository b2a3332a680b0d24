"""The desk's page on which it is noted that an author was told of a ruling."""

from typing import Any

from django import forms
from django.urls import reverse

from moderation.informing.noting import LONGEST_NOTE, note_told
from moderation.informing.owing import owed
from moderation.models import Comment
from moderation.seeing import get_comment, require_entering
from moderation.telling import told_author
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.fields import day_field, radio_field, words_field
from portal.refusals import Refusal


class ToldForm(forms.Form):
    """Whether, how and when."""

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
    form_class = ToldForm
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

    def words(self) -> dict[str, Any]:
        """Show the words that are sent."""
        return {"comment": self.comment, "author_told": told_author(self.comment, self.ruling)}

    def act(self, form: forms.Form) -> str:
        """Note it."""
        typed = form.cleaned_data
        note_told(
            actor=self.person,
            comment_id=self.comment.pk,
            reached=typed["reached"] == "yes",
            told_on=typed["told_on"],
            note=typed["note"],
        )
        return "It is noted that their author was told." if typed["reached"] == "yes" else "It is noted."

    def next_address(self) -> str:
        """Return the comment."""
        return reverse("comment", args=[self.council.slug, self.comment.pk])
