"""Forms about reviewers: whom to ask what until when, more time, and a reviewer's comment."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from approvals.reviewers.asking import LONGEST_ASKED, Asking, Whom, reviewing_members
from approvals.reviewers.commenting import LONGEST, LONGEST_PASSAGE
from portal.drafts.content import LONDON
from portal.fields import day_field, words_field

USUAL_DAYS = 7


def last_minute(day: date) -> datetime:
    """Return the last minute of ``day`` in London: “until 4 May” includes 4 May."""
    return datetime.combine(day, time(23, 59), tzinfo=LONDON)


class UntilForm(forms.Form):
    """Until when they can read and comment, and why, where it needs a reason."""

    use_required_attribute = False
    ends_on = day_field(
        "Until", "To the end of this day. You can take it back at once, or give more time later."
    )
    reason = words_field(
        "Reason, on a matter of named access only",
        "Only the clerk can let a reviewer read about such a matter. It is kept with the record.",
        longest=2000,
        rows=2,
        required=False,
    )
    revision_id = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["ends_on"].initial = timezone.localdate(timezone=LONDON) + timedelta(days=USUAL_DAYS)

    def until(self) -> datetime:
        """Return the moment at which it ends."""
        return last_minute(self.cleaned_data["ends_on"])


class AskReviewerForm(UntilForm):
    """Who is to read the text, and what they are asked."""

    reviewer = forms.TypedChoiceField(
        label="Who",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="A member or an officer reads and comments on the desk.",
    )
    name = forms.CharField(
        label="Name of somebody outside",
        max_length=150,
        required=False,
        help_text="They get a private link by email and need no account.",
    )
    organisation = forms.CharField(label="Their organisation", max_length=150, required=False)
    email = forms.EmailField(
        label="Their email address",
        required=False,
        widget=forms.EmailInput(attrs={"class": "input-medium", "autocomplete": "off"}),
        error_messages={"invalid": "Enter an email address, like name@example.org."},
    )
    asked = words_field(
        "What do you ask of them?",
        "For example: are the facts about your festival right?",
        longest=LONGEST_ASKED,
        missing="Say what you ask of them.",
    )
    field_order = ("reviewer", "name", "organisation", "email", "asked", "ends_on", "reason", "revision_id")

    def __init__(self, data: Any = None, *, council_id: int, **options: Any) -> None:
        super().__init__(data, **options)
        field = self.fields["reviewer"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101  for the reader of types
        offered = [(row.pk, f"{row.user.name}, {row.display_title}") for row in reviewing_members(council_id)]
        field.choices = [("", "Somebody outside the council"), *offered]

    def clean(self) -> dict[str, Any]:
        """Refuse a member together with somebody outside, and neither of them."""
        typed: dict[str, Any] = super().clean() or {}
        outside = [typed.get(name) for name in ("name", "email")]
        if typed.get("reviewer") is None:
            if not typed.get("name"):
                self.add_error("name", "Enter the name of somebody outside, or choose a member above.")
            if not typed.get("email") and "email" not in self.errors:
                self.add_error("email", "Enter their email address.")
        elif any(outside):
            self.add_error("reviewer", "Choose a member, or enter somebody outside, not both.")
        return typed

    def asking(self) -> Asking:
        """Return what was typed as the verb takes it."""
        typed = self.cleaned_data
        whom = Whom(typed["reviewer"], typed["name"], typed["organisation"], typed["email"])
        if whom.member_id is not None:
            whom = Whom(whom.member_id)
        return Asking(whom, typed["asked"], self.until())


class ExtendForm(UntilForm):
    """More time, and perhaps the newer text."""

    newest = forms.ChoiceField(
        label="Which text do they read?",
        choices=[("no", "The one that they were asked about"), ("yes", "The item’s text as it stands now")],
        widget=forms.RadioSelect,
        initial="no",
        error_messages={"required": "Choose one."},
    )
    field_order = ("newest", "ends_on", "reason", "revision_id")


class CommentForm(forms.Form):
    """What a reviewer says, and perhaps about which words."""

    use_required_attribute = False
    words = words_field("Your comment", longest=LONGEST, rows=6, missing="Write your comment.")
    passage = words_field(
        "About which words? You can leave this out",
        "Copy the passage from the text above, as it stands there.",
        longest=LONGEST_PASSAGE,
        rows=2,
        required=False,
    )
    revision_id = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)

    def typed(self) -> list[str]:
        """Return what stands in the boxes as it was sent, the comment first; a box left empty is none."""
        return [sent for name in ("words", "passage") if (sent := self.data.get(name, "")).strip()]

    def not_finished(self) -> None:
        """Say that what stands in the boxes was not sent yet: whoever finished now would lose it."""
        self.add_error(
            "words",
            "You have not sent this yet. Send it, or empty the boxes, and then say that you have finished.",
        )
