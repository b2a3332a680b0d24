"""What is asked of whoever enters the words of another: the office of its post, a member of what reached them."""

from typing import Any
from uuid import uuid4

from django import forms

from moderation.intake.arriving import LONGEST_NAME, LONGEST_WORDS, TOO_OLD
from moderation.models import Comment
from portal.fields import words_field


class SaidForm(forms.Form):
    """Who says what, where it stands, and how they would like to be answered; ``key`` is the page's own."""

    key = forms.RegexField(
        r"^[0-9a-f]{32}\Z",
        widget=forms.HiddenInput,
        error_messages={"required": TOO_OLD, "invalid": TOO_OLD},
    )
    author = forms.CharField(
        label="Who says it?",
        help_text="Their name, as they gave it, or that of their account.",
        max_length=LONGEST_NAME,
        error_messages={"required": "Enter who says it, as they gave it."},
    )
    text = words_field(
        "What do they say?",
        "In their own words: copy them, or as far as you have them.",
        longest=LONGEST_WORDS,
        rows=8,
        missing="Enter what they say.",
    )
    link = forms.URLField(
        label="Where it stands",
        help_text="The address of the post or message, where there is one.",
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Enter a web address, like https://example.org/post."},
    )
    answer_by = forms.ChoiceField(
        label="How would they like to be answered?",
        choices=[("", "They did not say"), *Comment.AnswerBy.choices],
        required=False,
    )
    answer_to = forms.CharField(label="Address or number for the answer", max_length=300, required=False)

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"key": uuid4().hex, **(initial or {})})
