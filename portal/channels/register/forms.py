"""Forms of the register of channels."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from portal.channels.connectors.base import Capability, connectors
from portal.channels.forms import MinuteForm
from portal.channels.models import Access, ChannelReview, Particulars
from portal.channels.models.register import LONGEST
from portal.channels.printing.forms import HandField
from portal.channels.printing.places import hands
from portal.channels.register.closing import Closed
from portal.channels.register.describing import Described
from portal.channels.register.holding import Given
from portal.channels.register.proposing import Proposal
from portal.channels.register.reviewing import Decided, Seen
from portal.councils.models import Body, Council
from portal.drafts.content import LONDON
from portal.fields import day_field, radio_field, reason_field, words_field


def _line(label: str, hint: str = "", *, longest: int) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, max_length=longest, required=False)


def _count(label: str, hint: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=0,
        max_value=2_000_000_000,
        required=False,
        widget=forms.NumberInput(attrs={"class": "input-short"}),
    )


class RefuseForm(MinuteForm):
    """Why the council refused it."""

    reason = words_field(
        "Why did the council refuse it?", "Whoever proposed it reads this.", longest=300, missing="Say why."
    )


class AgendaForm(forms.Form):
    """The day of the meeting that decides."""

    on = day_field("Day of the meeting", missing="Give the day of the meeting.")


class ParticularsForm(forms.Form):
    """What a channel is for and how it is run."""

    purpose = words_field(
        "What is it for?", longest=LONGEST["purpose"], missing="Say what the channel is for."
    )
    audience = _line("Whom does it reach?", longest=LONGEST["audience"])
    application = forms.ChoiceField(
        label="What sort of application is it?",
        choices=[("", "Choose"), *Particulars.Application.choices],
        required=False,
    )
    network = _line(
        "Short name of the network",
        "As versions of a text name it, such as facebook or nextdoor. Leave it out where there is none.",
        longest=30,
    )
    address = forms.URLField(
        label="Address of its page",
        required=False,
        assume_scheme="https",
        help_text="Residents find it from the page of official channels.",
        max_length=300,
        error_messages={"invalid": "Give the whole address, like https://www.example.org/council."},
    )
    branding = _line(
        "Branding in use", "Such as: crest, full name, “official page”.", longest=LONGEST["branding"]
    )
    complaints = words_field(
        "Complaints and feedback",
        "How readers complain or say what they think. Shown in public.",
        longest=LONGEST["complaints"],
        required=False,
    )
    house_rules = words_field(
        "House rules",
        "What is allowed there and what is taken down. Shown in public.",
        longest=LONGEST["house_rules"],
        rows=6,
        required=False,
    )
    speaks_every = forms.IntegerField(
        label="Within how many days should it speak?",
        help_text="Longer silence is pointed out. Leave it out where nobody waits for it.",
        min_value=1,
        max_value=366,
        required=False,
        widget=forms.NumberInput(attrs={"class": "input-short"}),
    )
    review_on = day_field(
        "Reviewed next on", "Once a year is usual. Without a day nobody is reminded.", required=False
    )
    hears_rulings = forms.BooleanField(
        label="Tell it of rulings on comments",
        help_text="What was decided and by which rule, under the comment’s reference; nothing about its author.",
        required=False,
    )

    def __init__(self, data: Any = None, *, connector: str = "", **more: Any) -> None:
        super().__init__(data, **more)
        found = connectors().get(connector)
        if found is None or Capability.ANNOUNCE not in found.capabilities:
            del self.fields["hears_rulings"]

    def described(self) -> Described:
        """Return what was typed."""
        names = [name for name in ParticularsForm.base_fields if name in self.cleaned_data]
        return Described(**{name: self.cleaned_data[name] for name in names})


class ProposeForm(ParticularsForm):
    """A channel that somebody proposes."""

    connector = forms.ChoiceField(label="How does it go out?", error_messages={"required": "Choose one."})
    name = forms.CharField(max_length=100, error_messages={"required": "Give the channel a name."})
    body = forms.ModelChoiceField(
        queryset=Body.objects.none(),
        label="In whose voice",
        empty_label=None,
        help_text="Only what is written in this voice would go out on it.",
    )
    field_order = ("name", "connector", "body", "purpose", "audience", "application", "network", "address")

    def __init__(self, data: Any = None, *, council: Council) -> None:
        super().__init__(data)
        for left in ("branding", "complaints", "house_rules", "speaks_every", "review_on"):
            del self.fields[left]
        sorts: Any = self.fields["connector"]
        sorts.choices = [("", "Choose"), *((slug, found.label) for slug, found in connectors().items())]
        voices: Any = self.fields["body"]
        voices.queryset = Body.objects.filter(council=council, closed_at__isnull=True).order_by("pk")

    def proposal(self) -> Proposal:
        """Return what was typed."""
        typed = self.cleaned_data
        return Proposal(typed["body"], typed["connector"], typed["name"], self.described())


class ReviewForm(forms.Form):
    """What somebody saw on the network."""

    note = words_field(
        "Is this still where residents are?",
        "What you see there, and what residents say of it.",
        longest=1000,
        rows=5,
        missing="Say whether this is still where residents are.",
    )
    followers = _count("Followers or members", "Where the network shows it.")
    replies = _count("Replies and comments since the last review")
    response_hours = _count("Hours that residents waited for an answer", "As a rule.")

    def seen(self) -> Seen:
        """Return what was typed."""
        return Seen(**self.cleaned_data)


class DecisionForm(MinuteForm):
    """What the council decided about a channel."""

    decision = radio_field("What did the council decide?", ChannelReview.Decision.choices)
    changes = words_field(
        "What does it want to be otherwise?", "Where it is kept with changes.", longest=500, required=False
    )
    public_message = words_field(
        "What readers are told", "Where it is closed for good.", longest=300, required=False
    )
    field_order = ("decision", "minute", "on", "changes", "public_message")

    def decided(self) -> Decided:
        """Return what was typed."""
        typed = self.cleaned_data
        return Decided(typed["decision"], self.minuted(), typed["changes"], typed["public_message"])


class AccessForm(forms.Form):
    """Who gets which part in a channel."""

    part = forms.ChoiceField(
        label="What are they to the channel?",
        choices=Access.Part.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say what they are to the channel."},
    )
    member = HandField("Member", "Somebody outside, named below")
    outsider = _line("Or somebody outside", "By name. They may hold access, no more.", longest=150)
    means = _line(
        "By what they get in",
        "Such as: administrator of the page, password of the account. Never the password itself.",
        longest=150,
    )
    since = day_field("Since", missing="Give the day since when they have it.")
    until = day_field("Until", "Leave it out where no day is set.", required=False)

    def __init__(self, data: Any = None, *, council: Council) -> None:
        super().__init__(data, initial={"since": timezone.localdate(timezone=LONDON)})
        member: Any = self.fields["member"]
        member.queryset = hands(council.pk)

    def given(self) -> Given:
        """Return what was typed."""
        typed = dict(self.cleaned_data)
        member = typed.pop("member")
        return Given(**typed, member_id=member.pk if member else None)


class EndAccessForm(forms.Form):
    """What was changed when somebody's access ended."""

    note = words_field(
        "What was changed, and who has it now?",
        "Such as: password changed, administrator’s rights taken away; the assistant clerk has it.",
        longest=300,
        missing="Say what was changed, and who has it now.",
    )


class ClosureForm(forms.Form):
    """The order to close a channel for good."""

    reason = reason_field()
    public_message = words_field(
        "What readers are told",
        "Where they find the council instead. Shown at once on the page of official channels.",
        longest=300,
        missing="Tell readers where they find the council instead.",
    )
    due_on = day_field("By when is the page outside to be closed?", missing="Give a day.")

    def __init__(self, data: Any = None) -> None:
        in_a_week = timezone.localdate(timezone=LONDON) + timedelta(days=7)
        super().__init__(data, initial={"due_on": in_a_week})


class ClosedForm(forms.Form):
    """That the page outside is closed."""

    word = words_field("Who looked, and what did they see?", longest=300, required=False, rows=2)
    link = forms.URLField(
        label="Or a link that shows it", required=False, assume_scheme="https", max_length=500
    )
    picture = forms.FileField(
        label="Or a picture of it",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        error_messages={"empty": "This file is empty."},
    )
    on = day_field("Closed on", missing="Give the day.")

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"on": timezone.localdate(timezone=LONDON)})

    def closed(self) -> Closed:
        """Return what was typed."""
        typed = self.cleaned_data
        return Closed(typed["on"], typed["word"], typed["link"], typed["picture"])
