"""Forms about places and jobs."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from portal.channels.connectors.base import Capability
from portal.channels.connectors.choosing import can
from portal.channels.models import Job, Place
from portal.channels.models.printing import Sheet
from portal.channels.printing.assigning import Hands
from portal.channels.printing.places import Details, hands
from portal.channels.printing.proving import Shown
from portal.councils.models import Council
from portal.drafts.content import LONDON
from portal.fields import day_field, words_field


class HandField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's own is no generic
    """Somebody of the council who can do a job, or nobody."""

    def __init__(self, label: str, empty: str, hint: str = "") -> None:
        super().__init__(
            queryset=hands(0),
            label=label,
            help_text=hint,
            required=False,
            empty_label=empty,
            error_messages={"invalid_choice": "Choose somebody from the list."},
        )

    def label_from_instance(self, obj: Any) -> str:
        """Show who it is in which office."""
        return f"{obj.shown_name}, {obj.display_title}"


class PlaceForm(forms.Form):
    """Where it is, how large its sheets are, and who serves it."""

    address = forms.CharField(
        label="Where it is", max_length=300, required=False, help_text="So that a newcomer finds it."
    )
    sheet = forms.ChoiceField(label="Size of the sheets", choices=Sheet.choices)
    capacity = forms.IntegerField(
        label="Sheets that it holds",
        required=False,
        min_value=1,
        max_value=200,
        widget=forms.NumberInput(attrs={"class": "input-short"}),
    )
    key_with = forms.CharField(label="Who has the key", max_length=150, required=False)
    keeper = HandField("Who gets its jobs", "Nobody yet: the clerk says so each time")
    days = forms.IntegerField(
        label="Days in which a job is to be done",
        min_value=1,
        max_value=60,
        widget=forms.NumberInput(attrs={"class": "input-short"}),
        error_messages={"required": "Say in how many days."},
    )

    streets = words_field(
        "Streets of the round",
        "One a line, in the order in which they are walked. Each is ticked when its leaflets are through the doors.",
        longest=20_000,
        rows=10,
        required=False,
    )

    def __init__(self, data: Any = None, *, council: Council, place: Place) -> None:
        said = {name: getattr(place, name) for name in ("address", "sheet", "capacity", "key_with", "days")}
        super().__init__(data, initial={**said, "keeper": place.keeper_id})
        if can(place.channel, Capability.COPIED):
            for name in ("sheet", "capacity", "key_with"):
                del self.fields[name]
            self.fields["address"].label = "Where on the network"
            self.fields["keeper"].label = "Who posts there"
        if can(place.channel, Capability.WALKED):
            rows = (
                place.streets.filter(retired_at__isnull=True).order_by("position", "pk") if place.pk else []
            )
            self.fields["streets"].initial = "\n".join(street.name for street in rows)
        else:
            del self.fields["streets"]
        keeper: Any = self.fields["keeper"]
        keeper.queryset = hands(council.pk)

    def details(self) -> Details:
        """Return what was typed."""
        typed = dict(self.cleaned_data)
        keeper = typed.pop("keeper")
        return Details(**typed, keeper_id=keeper.pk if keeper else None)


class HandsForm(forms.Form):
    """Who does a job by when, and who takes it down."""

    assignee = HandField("Who does it", "Nobody yet")
    due_on = day_field("By when", "The end of that day.")
    taker = HandField("Who takes it down", "Whoever puts it up")

    def __init__(self, data: Any = None, *, council: Council, job: Job) -> None:
        last = (job.due_at - timedelta(microseconds=1)).astimezone(LONDON).date()
        super().__init__(data, initial={"assignee": job.assignee_id, "taker": job.taker_id, "due_on": last})
        for name in ("assignee", "taker"):
            field: Any = self.fields[name]
            field.queryset = hands(council.pk)

    def hands(self) -> Hands:
        """Return what was typed."""
        typed = self.cleaned_data
        due = datetime.combine(typed["due_on"] + timedelta(days=1), time.min, LONDON)
        assignee, taker = typed["assignee"], typed["taker"]
        return Hands(due, assignee.pk if assignee else None, taker.pk if taker else None)


class ProofForm(forms.Form):
    """The day, and a photograph or the word of who saw it."""

    photo = forms.FileField(
        label="Photograph",
        required=False,
        help_text="So that the sheet can be read. Place and time are taken out of it before it is kept.",
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
        error_messages={"empty": "This file is empty."},
    )
    word = forms.CharField(
        label="Or, without one: who saw it",
        max_length=300,
        required=False,
        help_text="A name, and where they stood.",
    )
    on = day_field("On which day", missing="Give the day.")

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"on": timezone.localdate(timezone=LONDON)})

    def shown(self) -> Shown:
        """Return what was typed."""
        typed = self.cleaned_data
        names = ("word", "minute", "left_out", "link")
        return Shown(typed["on"], typed.get("photo"), **{name: typed.get(name, "") for name in names})


class MinuteForm(ProofForm):
    """What was read out at a meeting: its minute proves it."""

    photo = None  # type: ignore[assignment]
    word = None  # type: ignore[assignment]
    minute = forms.CharField(
        label="Minute",
        max_length=100,
        help_text="Under which it was reported, such as 34/26.",
        error_messages={"required": "Give the minute under which it was reported."},
    )


class CopiedForm(ProofForm):
    """That it is posted on a network: its link proves it."""

    link = forms.URLField(
        label="Link of the post",
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text="Copy it from the network. Where a post has none, add a picture of the screen.",
        error_messages={"invalid": "Give the whole address, like https://www.example.org/post/1."},
    )
    field_order = ("link", "photo", "word", "on")

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.fields["photo"].label = "Picture of the screen"
        self.fields["photo"].help_text = "Place and time are taken out of it before it is kept."
        self.fields["photo"].widget.attrs.pop("capture", None)
        self.fields["word"].label = "Or who saw it there"
        self.fields["word"].help_text = "A name, and what they saw."


class RoundForm(ProofForm):
    """That a round is done: its ticks prove it, and what is not ticked is explained."""

    left_out = words_field(
        "Why were the other streets left out?",
        longest=300,
        rows=3,
        required=False,
    )
    field_order = ("left_out", "photo", "word", "on")

    def __init__(self, data: Any = None, files: Any = None, *, left: list[str]) -> None:
        super().__init__(data, files)
        if left:
            self.fields["left_out"].help_text = f"Not ticked: {', '.join(left)}."
        else:
            del self.fields["left_out"]
        self.fields["photo"].label = "Photograph (optional: the ticks prove it)"


class StreetsForm(forms.Form):
    """The streets that are done now."""

    streets = forms.TypedMultipleChoiceField(
        label="Which streets are done?",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick the streets that are done."},
    )

    def __init__(self, data: Any = None, *, left: list[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["streets"].choices = left  # type: ignore[attr-defined]


class DownForm(ProofForm):
    """That it is down again."""


class StoppedForm(ProofForm):
    """That it is down again, or was never up."""

    outcome = forms.ChoiceField(
        label="How does it stand?",
        choices=[("never", "It was never put up"), ("down", "It was up, and is down again")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say how it stands."},
    )
    field_order = ("outcome", "photo", "word", "on")
