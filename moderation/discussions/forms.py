"""The form of a comment in the newsroom, and those by which an officer allows and closes comments."""

from django import forms

from moderation.discussions.allowing import LONGEST_MESSAGE
from portal.fields import words_field

LONGEST_COMMENT = 3_000
LONGEST_NAME = 80


class CommentForm(forms.Form):
    """Name, address and words. What no person sees is filled in by machines alone."""

    use_required_attribute = False

    name = forms.CharField(
        label="Your name",
        max_length=LONGEST_NAME,
        help_text="Shown beside your comment.",
        error_messages={"required": "Enter the name to show beside your comment."},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label="Your email address",
        max_length=254,
        help_text="Never shown. If your comment comes down, you appeal with this address and your reference.",
        error_messages={
            "required": "Enter an email address.",
            "invalid": "Enter an email address, like name@example.org.",
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    text = words_field(
        "Your comment",
        f"Words alone, up to {LONGEST_COMMENT:,} characters.",
        longest=LONGEST_COMMENT,
        rows=8,
        missing="Write your comment.",
    )
    homepage = forms.CharField(
        label="Leave this empty",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_homepage(self) -> str:
        """Refuse what a machine filled in."""
        if self.cleaned_data["homepage"]:
            raise forms.ValidationError("Leave this empty: it is there to stop machines.")
        return ""


class AllowForm(forms.Form):
    """Whether comments show at once."""

    hold_all = forms.ChoiceField(
        label="When does a comment show?",
        choices=[
            ("yes", "When somebody at the desk has looked at it"),
            ("no", "At once; somebody looks at it afterwards"),
        ],
        initial="yes",
        widget=forms.RadioSelect,
        help_text="Either way it is kept as it came, and waits at the desk until somebody has ruled on it.",
        error_messages={"required": "Choose one."},
    )


class CloseForm(forms.Form):
    """What readers are told."""

    message = words_field(
        "Message to readers",
        "Shown below the comments. Say why, such as “Comments closed on Friday as announced.”",
        longest=LONGEST_MESSAGE,
        missing="Tell readers why no more comments are taken.",
    )
