"""The form that takes a page signed on paper."""

from typing import Any

from django import forms
from django.utils import timezone

from policies.documents.signing import LONGEST_REASON, left_on
from portal.councils.models import Membership
from portal.councils.templatetags.words import day
from portal.fields import day_field, words_field


class SignedPageForm(forms.Form):
    """The page, who signed it, and when."""

    page = forms.FileField(
        label="Signed page",
        help_text="A PDF, JPEG or PNG of up to 10 MB.",
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
        error_messages={"required": "Choose the file.", "empty": "The file is empty."},
    )
    signer = forms.ChoiceField(label="Signed by", error_messages={"required": "Choose who signed it."})
    signed_on = day_field("Signed on", missing="Enter the day on which it was signed.")

    def __init__(self, data: Any = None, files: Any = None, *, signers: list[Membership]) -> None:
        super().__init__(data, files, initial={"signed_on": timezone.localdate()})
        signer = self.fields["signer"]
        assert isinstance(signer, forms.ChoiceField)  # noqa: S101  for the reader of types
        signer.choices = [(str(one.pk), _called(one)) for one in signers]


class ReplacePageForm(SignedPageForm):
    """The right page in the place of one that was filed by mistake, and why. ``replaced`` is the signature seen."""

    replaced = forms.IntegerField(widget=forms.HiddenInput)
    reason = words_field(
        "Why it is replaced",
        "It is kept with both pages, and members read it.",
        longest=LONGEST_REASON,
        missing="Say why it is replaced.",
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, signers: list[Membership], replaced: int
    ) -> None:
        super().__init__(data, files, signers=signers)
        self.fields["replaced"].initial = replaced


def _called(signer: Membership) -> str:
    left = left_on(signer)
    until = f" until {day(left)}" if left else ""
    return f"{signer.user.name}, {signer.display_title}{until}"
