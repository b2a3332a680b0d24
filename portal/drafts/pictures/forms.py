"""The forms of the library: a file, what a picture is, who is in it, what they answered (of recordings too)."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone

from portal.drafts.models import Media, PicturePermission
from portal.drafts.pictures.describing import About
from portal.drafts.pictures.permitting import ADULT, Answer
from portal.fields import day_field, reason_field, words_field


class FileForm(forms.Form):
    """A picture from somebody's device."""

    picture = forms.FileField(
        label="Picture",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={"required": "Choose the file.", "empty": "The file is empty."},
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        most = settings.MAX_IMAGE_BYTES // (1024 * 1024)
        hint = f"JPEG, PNG or WebP of up to {most} MB. What is published does not say where it was taken."
        self.fields["picture"].help_text = hint


class AboutForm(forms.Form):
    """What a picture is, and who can be recognised in it."""

    alt = words_field(
        "Description for those who cannot see it",
        "What matters in it, in a sentence. Each item can say it in its own words.",
        longest=1000,
        rows=2,
        missing="Describe the picture.",
    )
    source = forms.CharField(
        label="Who made it",
        max_length=200,
        help_text="The photographer, or where it comes from.",
        error_messages={"required": "Say who made the picture."},
    )
    licence = forms.ChoiceField(
        label="How may the council use it?",
        choices=Media.Licence.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the answers."},
    )
    terms = words_field(
        "Terms",
        "The licence by its name, or what was agreed or bought. Needed for open licences and for what was bought.",
        longest=1000,
        rows=2,
        required=False,
    )
    who = forms.ChoiceField(
        label="Who can be recognised in it?",
        choices=Media.Who.choices,
        widget=forms.RadioSelect,
        help_text="It is kept under your name. A child can be recognised by a face, a name or a uniform.",
        error_messages={"required": "Say who can be recognised in it."},
    )
    event = forms.CharField(
        label="Event",
        max_length=200,
        required=False,
        help_text="For a crowd at an event: what it was.",
    )
    event_on = day_field("Day of the event", required=False)
    notice = words_field(
        "What the notice at the event said",
        "The words by which people there were told that pictures are taken and what for.",
        longest=2000,
        required=False,
    )

    def about(self) -> About:
        """Return what was typed."""
        return About(**self.cleaned_data)


class AnswerForm(forms.Form):
    """What somebody in a picture or recording answered, or that they were asked."""

    given = forms.ChoiceField(
        label="Their permission",
        choices=[
            ("yes", "They gave it in writing"),
            ("no", "They were asked; the answer is not there yet"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say where their permission stands."},
    )
    on = day_field("Given, or asked, on")
    how = forms.ChoiceField(
        label="How it was written",
        choices=[("", "Not yet"), *PicturePermission.How.choices],
        required=False,
        help_text="A permission that was only spoken cannot be shown to anybody later.",
    )
    scope = forms.ChoiceField(
        label="What it covers", choices=PicturePermission.Scope.choices, widget=forms.RadioSelect
    )
    until = day_field(
        "Last day on which it holds", "Three years are common. Empty: until it is withdrawn.", required=False
    )
    guardian = forms.CharField(
        label="Parent or guardian", max_length=150, required=False, help_text="For a child: who signed."
    )
    form = forms.FileField(
        label="The form they signed",
        required=False,
        help_text="A PDF, JPEG or PNG of up to 10 MB. Only the clerk and the officers can open it.",
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, child_age: int, printed: bool = True) -> None:
        initial = {"on": timezone.localdate(), "scope": PicturePermission.Scope.ANY}
        super().__init__(data, files, initial=initial)
        if not printed:  # a recording: nothing of it can be for print alone
            del self.fields["scope"]
        self.fields["guardian"].help_text = f"Who signed for a child below {child_age}."

    def clean(self) -> dict[str, Any]:
        """Ask how it was written where it was given."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("given") == "yes" and not cleaned.get("how"):
            self.add_error("how", "Say how the permission was written.")
        return cleaned

    def answer(self) -> Answer:
        """Return what was typed."""
        names = ("on", "how", "scope", "until", "guardian", "form")
        typed = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        return Answer(given=self.cleaned_data["given"] == "yes", **typed)


class PersonForm(AnswerForm):
    """Somebody who can be recognised, and what they answered."""

    name = forms.CharField(
        max_length=150,
        help_text="The clerk, the officers and whoever uploaded the file see it. It is never published.",
        error_messages={"required": "Enter the name."},
    )
    age = forms.IntegerField(
        label="Age, of a child",
        min_value=0,
        max_value=ADULT - 1,
        required=False,
        help_text="In years when it was taken. Empty for a grown-up.",
        widget=forms.NumberInput(attrs={"class": "input-short"}),
    )
    field_order = ("name", "age")


class WithdrawalForm(forms.Form):
    """How a withdrawal came."""

    reason = reason_field("How it came, such as “letter of 3 May”. Nobody has to say why they withdraw.")


class WordsForm(forms.Form):
    """Words by which pictures are searched."""

    q = forms.CharField(label="Words", required=False, max_length=100)
