"""Forms about the bodies in whose voice a council speaks."""

from typing import Any

from django import forms

from portal.councils.contrast import carries_white
from portal.councils.models import Body
from portal.councils.models.council import colour_pattern
from portal.desk.forms.reaching import ReachedForm
from portal.fields import reason_field


class NewBodyForm(forms.Form):
    """What a further body is and is called."""

    kind = forms.ChoiceField(
        choices=[choice for choice in Body.Kind.choices if choice[0] != Body.Kind.COUNCIL],
        widget=forms.RadioSelect,
        label="What is it?",
        error_messages={"required": "Choose what it is."},
    )
    name = forms.CharField(
        max_length=150,
        help_text="As it is printed, such as Recreation Ground Charity.",
        error_messages={"required": "Enter its name."},
    )


class AppearanceForm(ReachedForm):
    """How a body appears on paper and on the web."""

    name = forms.CharField(max_length=150, error_messages={"required": "Enter its name."})
    letterhead_note = forms.CharField(
        label="Line below the name on the letterhead",
        max_length=200,
        required=False,
        help_text="For example: Pitstone Parish Council is its sole trustee.",
    )
    charity_number = forms.CharField(
        max_length=20,
        required=False,
        help_text="Printed on the letterhead.",
        widget=forms.TextInput(attrs={"class": "input-medium"}),
    )
    accent_colour = forms.CharField(
        label="Colour",
        max_length=7,
        required=False,
        help_text="# and six hexadecimal digits, such as #1d4f3a, dark enough for white words on it.",
        widget=forms.TextInput(attrs={"class": "input-short", "spellcheck": "false"}),
    )
    field_order = ("name", "letterhead_note", "charity_number", "accent_colour")

    def __init__(self, data: Any = None, *, body: Body) -> None:
        super().__init__(data, initial={name: getattr(body, name) for name in self.base_fields})
        self.fields[
            "address"
        ].help_text = "Only where it is not the council’s. Line by line, as on an envelope."
        if body.kind == Body.Kind.COUNCIL:
            del self.fields["name"]  # the council's own voice is called as the council is
            del self.fields["charity_number"]

    def clean_accent_colour(self) -> str:
        """Refuse what is no colour, and one on which white words could not be read."""
        colour: str = self.cleaned_data["accent_colour"].strip().lower()
        if colour:
            colour_pattern(colour)
            if not carries_white(colour):
                raise forms.ValidationError(
                    "White words could not be read on this colour. Choose a darker one: the contrast must be 4.5 to 1."
                )
        return colour


class LogoForm(forms.Form):
    """A logo to take, or to take away."""

    logo = forms.FileField(
        label="Picture",
        help_text="JPEG, PNG, WebP or GIF; a PNG with a see-through ground looks best.",
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/png,image/jpeg,image/webp,image/gif"}),
        error_messages={"empty": "This file is empty."},
    )
    remove = forms.BooleanField(label="Take the logo away", required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a form that asks for nothing, and one that asks for both."""
        cleaned: dict[str, Any] = super().clean() or {}
        if bool(cleaned.get("logo")) == bool(cleaned.get("remove")) and not self.errors:
            self.add_error("logo", "Choose a picture, or tick that the logo goes.")
        return cleaned


class CloseBodyForm(forms.Form):
    """Why a body is closed."""

    reason = reason_field(hint="For example: the charity was dissolved. It is kept with the record.")
