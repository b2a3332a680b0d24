"""The form of the council's rule about a second step at sign-in."""

from django import forms

from portal.fields import radio_field


class SecondStepForm(forms.Form):
    """Whether whoever clears, rules or administers needs a second step."""

    required = radio_field(
        "How do those sign in who approve, issue or administer?",
        [
            ("yes", "With a passkey, or with a code from an app after the password"),
            ("no", "As they like: a password or a mailed code is enough"),
        ],
    )
