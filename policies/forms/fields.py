"""Fields that those about matters, meetings and positions share."""

from typing import Any

from django import forms
from django.utils import timezone

from portal.councils.models import Council, Membership
from portal.councils.people import in_office


def member_field(council: Council, label: str = "Member") -> "forms.ModelChoiceField[Membership]":
    """Return the field for somebody in office at ``council``."""
    rows = Membership.objects.filter(in_office(timezone.now()), council=council, user__is_active=True)
    field: Any = forms.ModelChoiceField(
        queryset=rows.select_related("user").order_by("user__name", "pk"),
        label=label,
        empty_label="Choose somebody",
        error_messages={"required": "Choose somebody."},
    )
    field.label_from_instance = lambda row: f"{row.user.name}, {row.display_title}"
    made: forms.ModelChoiceField[Membership] = field
    return made
