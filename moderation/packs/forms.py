"""The form by which a pack is made, and that by which a file is held against the packs."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from moderation.models import Category, Comment
from moderation.packs.making import LONGEST_REASON
from portal.fields import radio_field, words_field

LARGEST_FILE = 100 * 1024 * 1024


class MakePackForm(forms.Form):
    """Why, in a category and in words, and what else of the same author goes with it."""

    category = radio_field(
        "Why does it go to the police?",
        Category.choices,
        "A category. Which offence it may be is for the police to say.",
    )
    reason = words_field(
        "What happened?",
        "Who is affected, what they fear, and whatever the words alone do not show. Name no offence and no Act.",
        longest=LONGEST_REASON,
        missing="Say what happened.",
    )

    def __init__(self, data: Any = None, *, others: Sequence[Comment]) -> None:
        super().__init__(data)
        if others:
            self.fields["also"] = forms.TypedMultipleChoiceField(
                label="What else of the same author goes with it?",
                choices=[(str(one.pk), f"Comment {one.reference}: {one.text[:80]}") for one in others],
                coerce=int,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                error_messages={"invalid_choice": "This comment is not offered any more. Choose again."},
            )


class MatchForm(forms.Form):
    """A file of which somebody asks whether it is what was handed out."""

    file = forms.FileField(
        label="The file",
        help_text="The PDF, the JSON or the archive. It is not kept: only its hash is compared.",
        error_messages={"required": "Choose the file.", "empty": "This file is empty."},
    )

    def clean_file(self) -> "UploadedFile[Any]":
        """Refuse what is larger than any pack: it would be called changed, and was never one."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError("This file is larger than 100 MB: no pack is. Choose another.")
        return file
