"""The form of the council's rule about a second step at sign-in."""

from django import forms


class SecondStepForm(forms.Form):
    """Whether whoever clears, rules or administers needs a second step."""

    required = forms.ChoiceField(
        label="How do those sign in who approve, issue or administer?",
        choices=[
            ("yes", "With a passkey, or with a code from an app after the password"),
            ("no", "As they like: a password or a mailed code is enough"),
        ],
        widget=forms.RadioSelect,
    )
