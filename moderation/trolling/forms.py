"""The form by which a member keeps what was done to them, and that by which they share it."""

from typing import Any

from django import forms
from django.utils import timezone

from moderation.trolling.keeping import LONGEST_WORDS
from portal.fields import radio_field, words_field


class KeepForm(forms.Form):
    """When, where, who, what, and what it did."""

    happened_at = forms.DateTimeField(
        label="When did it happen?",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": "Enter when.", "invalid": "Enter a date and a time."},
    )
    place = forms.CharField(
        label="Where?", max_length=200, required=False, help_text="Such as Facebook, an email, a group."
    )
    link = forms.CharField(label="Link to it", max_length=500, required=False)
    reference = forms.CharField(
        label="Reference of the comment",
        max_length=12,
        required=False,
        help_text="Where it stands in the council’s own newsroom.",
    )
    who = forms.CharField(
        label="Who was it?", max_length=200, required=False, help_text="By the name that they use there."
    )
    words = words_field(
        "What was said?", "Copy it as it stands.", longest=LONGEST_WORDS, rows=6, required=False
    )
    file = forms.FileField(
        label="Picture of it",
        required=False,
        help_text="A screenshot, or a page printed to a file: PNG, JPEG or PDF of up to 10 MB, kept as it is.",
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )
    effect = words_field("What did it do to you?", longest=LONGEST_WORDS, rows=3, required=False)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        now = timezone.now().replace(second=0, microsecond=0)
        super().__init__(data, files, initial={"happened_at": now})


class ShareForm(forms.Form):
    """With what."""

    reply = radio_field(
        "What do you want?",
        [
            ("no", "The clerk reads it, and nothing else happens"),
            ("yes", "The council gives its one clear reply, and says nothing more there afterwards"),
        ],
    )
