"""Forms about the clerk's permissions: one for each thing that may be permitted, and what needs one."""

from datetime import date
from typing import Any

from django import forms

from policies.forms.fields import member_field
from policies.matters.knowing import known_to
from policies.meetings.agreeing import current_positions
from policies.models import PermissionRule
from policies.permits.granting import LONGEST_DOCUMENT, LONGEST_NAME
from portal.channels.models import Channel
from portal.councils.models import Permission
from portal.councils.people import Person
from portal.councils.permitting import Permitted
from portal.drafts.access import visible_to
from portal.drafts.kinds import KIND_CHOICES
from portal.fields import day_field, reason_field

Scope = Permission.Scope
MOST = 200
"""The most items that a page offers; an older document is named in words."""


class GrantForm(forms.Form):
    """To whom, from when until when, and why; what it is for stands between, by its scope."""

    def __init__(self, data: Any = None, *, actor: Person, scope: str) -> None:
        super().__init__(data)
        self.scope = scope
        holder = member_field(actor.council, label="Who")
        others: Any = holder.queryset
        holder.queryset = others.exclude(pk=actor.membership.pk)
        self.fields["holder"] = holder
        self.fields |= _FIELDS[scope](actor)
        self.fields["starts_on"] = day_field("From", "Leave empty for now.", required=False)
        hint = "To the end of this day. Leave empty to let it run until you end it."
        self.fields["ends_on"] = day_field("Until (inclusive)", hint, required=False)
        self.fields["reason"] = reason_field()

    def clean_ends_on(self) -> date | None:
        """Refuse an end before the beginning."""
        day: date | None = self.cleaned_data["ends_on"]
        start = self.cleaned_data.get("starts_on")
        if day is not None and start is not None and day < start:
            raise forms.ValidationError("The end is before the beginning.")
        return day

    def what(self) -> Permitted:
        """Return what it is for."""
        cleaned = self.cleaned_data
        keys = {
            name: getattr(cleaned.get(name), "pk", None) for name in ("channel", "matter", "position", "item")
        }
        return Permitted(
            self.scope,
            subject=cleaned.get("kind", ""),
            channel_id=keys["channel"],
            matter_id=keys["matter"],
            position_id=keys["position"],
            communication_id=keys["item"],
            document=cleaned.get("document", ""),
            shared_with=cleaned.get("shared_with", ""),
        )


def _kind(*, required: bool) -> forms.Field:
    return forms.ChoiceField(
        label="Kind of communication" if required else "Only this kind",
        choices=[("", "Choose a kind" if required else "Any kind"), *KIND_CHOICES],
        required=required,
        error_messages={"required": "Choose a kind."},
    )


def _one_of(label: str, rows: Any, empty: str, *, required: bool, hint: str = "") -> forms.Field:
    return forms.ModelChoiceField(
        queryset=rows,
        label=label,
        empty_label=empty,
        required=required,
        help_text=hint,
        error_messages={"required": "Choose one."},
    )


def _channel(actor: Person, *, required: bool = True) -> forms.Field:
    rows = Channel.objects.filter(council=actor.council, is_open=True).order_by("name", "pk")
    if required:
        return _one_of("Channel", rows, "Choose a channel", required=True)
    return _one_of("Only for this channel", rows, "Any channel", required=False)


def _matter(actor: Person, empty: str) -> forms.Field:
    rows = known_to(actor).filter(closed_at__isnull=True).order_by("title", "pk")
    return _one_of("About the matter", rows, empty, required=False)


def _sharing(actor: Person) -> dict[str, forms.Field]:
    # Only the newest are offered, and what is offered can be chosen.
    newest = visible_to(actor).order_by("-changed_at", "-pk").values("pk")[:MOST]
    rows = visible_to(actor).filter(pk__in=newest).order_by("-changed_at", "-pk")
    return {
        "item": _one_of("Item", rows, "None of these", required=False, hint="A letter, release or notice."),
        "matter": _matter(actor, "No papers of a matter"),
        "document": forms.CharField(
            label="Or another document",
            max_length=LONGEST_DOCUMENT,
            required=False,
            help_text="What it is, with its date. Say at least one of these three.",
        ),
        "shared_with": forms.CharField(
            label="With whom, outside the council",
            max_length=LONGEST_NAME,
            help_text="A person or an organisation by name.",
            error_messages={"required": "Say with whom it may be shared."},
        ),
    }


def _position(actor: Person) -> forms.Field:
    return _one_of("Agreed position", current_positions(actor.council.pk), "Any", required=False)


_FIELDS: dict[str, Any] = {
    Scope.DRAFT_KIND: lambda actor: {
        "kind": _kind(required=True),
        "matter": _matter(actor, "Any matter"),
        "channel": _channel(actor, required=False),
    },
    Scope.SPEAK: lambda actor: {"matter": _matter(actor, "Any matter")},
    Scope.POST: lambda actor: {
        "channel": _channel(actor),
        "kind": _kind(required=False),
        "matter": _matter(actor, "Any matter"),
    },
    Scope.MANAGE: lambda actor: {"channel": _channel(actor)},
    Scope.SHARE: _sharing,
    Scope.QUOTE: lambda actor: {"position": _position(actor)},
}


class PermissionRulesForm(forms.Form):
    """What members do only with the clerk's permission."""

    acts = forms.MultipleChoiceField(
        label="Members need the clerk’s permission to",
        choices=[
            (
                PermissionRule.Act.SPEAK,
                "Speak for the council: write in its name, be quoted in what it issues, or speak to the press for it",
            ),
            (PermissionRule.Act.QUOTE, "Quote an agreed position in what they write"),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    channels = forms.ModelMultipleChoiceField(
        queryset=Channel.objects.none(),
        label="And to have what they write go out on",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    clause = forms.CharField(
        max_length=60,
        required=False,
        help_text="The clause of the policy that says so, such as 5.2. A refusal cites it.",
        widget=forms.TextInput(attrs={"class": "input-medium"}),
    )

    def __init__(self, data: Any = None, *, actor: Person) -> None:
        rules = list(PermissionRule.objects.filter(council=actor.council).order_by("act", "pk"))
        held = {
            "acts": [rule.act for rule in rules if rule.channel_id is None],
            "channels": [rule.channel_id for rule in rules if rule.channel_id is not None],
            "clause": rules[0].clause if rules else "",
        }
        super().__init__(data, initial=held)
        channels: Any = self.fields["channels"]
        channels.queryset = Channel.objects.filter(council=actor.council).order_by("name", "pk")


class FilterForm(forms.Form):
    """What of the register is shown."""

    standing = forms.ChoiceField(
        label="Standing",
        choices=[
            ("open", "In force or to come"),
            ("soon", "Ending within 30 days"),
            ("over", "Ended"),
            ("all", "All"),
        ],
        required=False,
    )
    scope = forms.ChoiceField(label="To", choices=[("", "Anything"), *Scope.choices], required=False)

    def __init__(self, data: Any = None, *, actor: Person) -> None:
        super().__init__(data)
        holder = member_field(actor.council, label="Who")
        holder.required, holder.empty_label = False, "Anybody"
        self.fields["holder"] = holder
