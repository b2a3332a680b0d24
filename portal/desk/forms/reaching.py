"""How somebody is reached: the fields that the council and each of its bodies have in common."""

from django import forms

from portal.refusals import InvalidInput
from portal.typed import stated


class ReachedForm(forms.Form):
    """Address, telephone, email and website, all of which may be left out."""

    address = forms.CharField(
        label="Postal address",
        required=False,
        max_length=600,
        help_text="As on the letterhead, one line a line.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    telephone = forms.CharField(
        required=False, max_length=40, widget=forms.TextInput(attrs={"class": "input-medium"})
    )
    email = forms.EmailField(label="Email address", required=False)
    website = forms.URLField(
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Enter an address that begins with https://"},
    )

    def clean_address(self) -> str:
        """Return the address with plain line ends."""
        try:
            return stated(self.cleaned_data["address"])
        except InvalidInput as error:
            raise forms.ValidationError("This holds characters that cannot be stored.") from error
