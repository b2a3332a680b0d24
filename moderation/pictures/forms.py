"""The form by which a picture of the page is kept with a comment."""

from typing import Any

from django import forms
from django.utils import timezone

from moderation.pictures.keeping import LARGEST, LONGEST_NAME


class PictureForm(forms.Form):
    """The file, when the page looked like that, and who saw it."""

    file = forms.FileField(
        label="Picture of the page",
        help_text="A screenshot, or the page printed to a file: PNG, JPEG or PDF of up to "
        f"{LARGEST // (1024 * 1024)} MB, kept as it is.",
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
        error_messages={"required": "Choose the picture.", "empty": "The file is empty: choose another."},
    )
    seen_at = forms.DateTimeField(
        label="When did the page look like this?",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": "Enter when.", "invalid": "Enter a date and a time."},
    )
    seen_by = forms.CharField(
        label="Who saw it?",
        max_length=LONGEST_NAME,
        required=False,
        help_text="Leave it empty if it was you.",
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        now = timezone.now().replace(second=0, microsecond=0)
        super().__init__(data, files, initial={"seen_at": now})
