"""Forms about matters, their release, their flag and the interests in them."""

from typing import Any

from django import forms
from django.utils import timezone

from policies.checks.holding_reply import HOLDING_REPLY
from policies.forms.fields import member_field
from policies.matters.opening import Noted
from policies.models import AgendaItem, Matter
from portal.councils.models import Council
from portal.fields import day_field, reason_field, words_field

OFFERED = 200
"""Items of meetings in one list, the newest first; older ones are named by their reference in words."""


class MatterForm(forms.Form):
    """What is noted of a matter."""

    title = forms.CharField(
        max_length=200,
        help_text="As the council calls it. A text that holds these words is recognised as being about it.",
        error_messages={"required": "Enter a title."},
    )
    summary = words_field(
        "Summary", "For those who may see it. It is not published.", longest=5000, rows=5, required=False
    )
    aliases = words_field(
        "Other names",
        "One a line: the site, the applicant, the file’s name. Texts are recognised by these too.",
        longest=5000,
        rows=4,
        required=False,
    )
    named_access_only = forms.BooleanField(
        label="Only the clerk and people whom I name may see that it exists", required=False
    )
    interested_see_papers = forms.BooleanField(
        label="Members with a declared interest may read its papers after accepting the notice",
        required=False,
    )

    def __init__(self, data: Any = None, *, matter: Matter | None = None, titled: str = "") -> None:
        super().__init__(data, initial=_initial(matter) if matter else {"title": titled})

    def noted(self) -> Noted:
        """Return what was typed, the aliases line by line."""
        cleaned = self.cleaned_data
        return Noted(
            title=cleaned["title"],
            summary=cleaned["summary"],
            aliases=cleaned["aliases"].splitlines(),
            named_access_only=cleaned["named_access_only"],
            interested_see_papers=cleaned["interested_see_papers"],
        )


def _initial(matter: Matter) -> dict[str, Any]:
    names = ("title", "summary", "named_access_only", "interested_see_papers")
    words = matter.aliases.order_by("words").values_list("words", flat=True)
    return {**{name: getattr(matter, name) for name in names}, "aliases": "\n".join(words)}


def item_field(council: Council, *, closed: bool) -> "forms.ModelChoiceField[AgendaItem]":
    """Return the field for an item of a meeting: an open one, or a closed one whose decision was not released."""
    rows = AgendaItem.objects.filter(meeting__council=council).select_related("meeting")
    if closed:
        rows = rows.exclude(part=AgendaItem.Part.OPEN).filter(released_at__isnull=True)
    else:
        rows = rows.filter(part=AgendaItem.Part.OPEN)
    newest = rows.order_by("-meeting__held_on", "position")[:OFFERED]
    field: Any = forms.ModelChoiceField(
        queryset=rows.filter(pk__in=newest.values("pk")).order_by("-meeting__held_on", "position"),
        label="Item of a meeting",
        required=closed,
        empty_label="Choose an item" if closed else "None: the reference above says it",
        error_messages={"required": "Choose the closed item in which it was decided."},
    )
    field.label_from_instance = lambda row: f"{row.reference} {row.title} ({row.meeting})"
    made: forms.ModelChoiceField[AgendaItem] = field
    return made


class ReleaseForm(forms.Form):
    """By which open reference a matter is released."""

    reference = forms.CharField(
        label="Open minute, report or agenda reference",
        max_length=200,
        help_text="As it is printed, such as Minute 34/26 of 4 November 2026.",
        error_messages={"required": "Enter the open reference: without one the matter stays confidential."},
    )
    on = day_field("Open since", "The day on which anybody could read it.")

    def __init__(self, data: Any = None, *, council: Council) -> None:
        super().__init__(data, initial={"on": timezone.localdate()})
        self.fields["agenda_item"] = item_field(council, closed=False)


class DecisionForm(forms.Form):
    """The text of a decision taken in closed session."""

    def __init__(self, data: Any = None, *, council: Council) -> None:
        super().__init__(data)
        self.fields["agenda_item"] = item_field(council, closed=True)
        self.fields["text"] = words_field(
            "The decision’s text",
            "Only what was decided, as it would be minuted in open session. Nothing of the discussion or the papers.",
            longest=5000,
            rows=5,
            missing="Enter the decision’s text.",
        )


class AccessForm(forms.Form):
    """Who may see a matter of named access."""

    def __init__(self, data: Any = None, *, council: Council) -> None:
        super().__init__(data)
        self.fields["member"] = member_field(council)


class FlagForm(forms.Form):
    """Why a matter is especially sensitive, and what members may say."""

    reason = reason_field("Why it is especially sensitive. It is kept with the record.")
    holding_reply = words_field(
        "Holding reply",
        "What members may say to whoever asks. All members who know of the matter read it, so that it must not name "
        "anything: neither the matter, nor a person, nor a place.",
        longest=1000,
        missing="Enter what members may say.",
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"holding_reply": HOLDING_REPLY})


class InterestForm(forms.Form):
    """What a member declared."""

    def __init__(self, data: Any = None, *, council: Council) -> None:
        super().__init__(data, initial={"declared_on": timezone.localdate()})
        self.fields["member"] = member_field(council)
        self.fields["party"] = forms.CharField(
            label="The other party",
            max_length=150,
            help_text="Whom they may not tell what they learn of the matter, such as Fernleigh Homes.",
            error_messages={"required": "Name the other party: the notice to the member names it."},
        )
        self.fields["nature"] = words_field("What the interest is", longest=2000, required=False)
        self.fields["declared_on"] = day_field("Declared on")


def matter_field(rows: Any, missing: str) -> "forms.ModelChoiceField[Matter]":
    """Return the field for one matter of ``rows``."""
    field: Any = forms.ModelChoiceField(
        queryset=rows,
        label="Matter",
        empty_label="Choose a matter",
        error_messages={
            "required": missing,
            "invalid_choice": "This matter was closed meanwhile. Choose another.",
        },
    )
    made: forms.ModelChoiceField[Matter] = field
    return made


class AboutForm(forms.Form):
    """Whether an item is about a matter."""

    about = forms.ChoiceField(choices=[("yes", "It is about this"), ("no", "Not this matter")])

    def __init__(self, data: Any = None, *, matters: Any) -> None:
        super().__init__(data)
        self.fields["matter"] = matter_field(matters, "Choose the matter that it is about.")


class ReleasedByForm(forms.Form):
    """Which matter an open item of a meeting releases."""

    def __init__(self, data: Any = None, *, matters: Any) -> None:
        super().__init__(data, initial={"on": timezone.localdate()})
        self.fields["matter"] = matter_field(matters, "Choose the matter that this item releases.")
        self.fields["on"] = day_field("Open since", "The day on which anybody could read it.")
