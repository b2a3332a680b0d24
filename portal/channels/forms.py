"""Forms of the desk's pages about channels, the press list and letters."""

from typing import Any

from django import forms

from portal.channels.connectors.base import connectors
from portal.channels.models import Contact
from portal.channels.opening import Minuted
from portal.councils.models import Body, Council
from portal.fields import day_field


class MinuteForm(forms.Form):
    """A decision of the council."""

    minute = forms.CharField(
        label="Minute",
        max_length=80,
        help_text="Under which the council decided, such as 52/26.",
        widget=forms.TextInput(attrs={"class": "input-medium"}),
        error_messages={"required": "Give the minute under which the council decided."},
    )
    on = day_field("On which day", "Of the meeting.", missing="Give the day of the meeting.", past=True)

    def minuted(self) -> Minuted:
        """Return what was typed."""
        return Minuted(self.cleaned_data["minute"], self.cleaned_data["on"])


class OpenChannelForm(MinuteForm):
    """A new channel that the council approved: what it is, what it is called, whose voice it has."""

    connector = forms.ChoiceField(label="What sort of channel", error_messages={"required": "Choose one."})
    name = forms.CharField(
        max_length=100,
        help_text="As it is shown when an item is issued.",
        error_messages={"required": "Give the channel a name."},
    )
    body = forms.ModelChoiceField(
        queryset=Body.objects.none(),
        label="In whose voice",
        empty_label=None,
        help_text="Only what is written in this voice goes out on it.",
    )

    field_order = ("connector", "name", "body", "minute", "on")

    def __init__(self, data: Any = None, *, council: Council, sort: str = "") -> None:
        """Offer ``council``'s voices; ``sort`` is the connector that a page sent the reader here for, or ''."""
        super().__init__(data)
        if sort in connectors():
            self.initial = {"connector": sort, "name": connectors()[sort].label}
        sorts: Any = self.fields["connector"]
        sorts.choices = [("", "Choose"), *((slug, found.label) for slug, found in connectors().items())]
        voices: Any = self.fields["body"]
        voices.queryset = Body.objects.filter(council=council, closed_at__isnull=True).order_by("pk")


class CloseChannelForm(forms.Form):
    """What readers are told while the channel is closed."""

    public_message = forms.CharField(
        label="What readers are told",
        max_length=300,
        help_text="Say why it is closed and where else to look.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Tell readers why it is closed."},
    )
    until = day_field("It opens again by itself on", "Leave it out where nobody knows yet.", required=False)


class ContactForm(forms.Form):
    """A newspaper or journalist."""

    name = forms.CharField(max_length=150, help_text="A person, or the newsdesk.")
    outlet = forms.CharField(label="Newspaper, station or organisation", max_length=150, required=False)
    kind = forms.ChoiceField(label="What are they?", choices=Contact.Kind.choices)
    email = forms.EmailField(
        label="Email address",
        error_messages={"required": "Enter an email address, like newsdesk@example.org."},
    )
    telephone = forms.CharField(
        max_length=40, required=False, widget=forms.TextInput(attrs={"class": "input-medium"})
    )
    agreed = forms.CharField(
        label="How did they agree to get press mail?",
        max_length=200,
        required=False,
        help_text="Such as: asked for it by telephone on 4 November. A named journalist may ask you.",
    )


class PostedForm(forms.Form):
    """How a letter was posted."""

    note = forms.CharField(
        label="How it was posted",
        max_length=200,
        required=False,
        help_text="For example: first class, or by hand on Monday.",
    )
