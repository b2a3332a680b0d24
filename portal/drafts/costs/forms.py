"""The forms of the account: what was spent, and why an earlier entry was wrong."""

from decimal import Decimal
from typing import Any

from django import forms

from portal.drafts.costs.recording import MOST_MINUTES, Cost
from portal.drafts.models import CostEntry
from portal.drafts.models.cost import LONGEST, MOST_PENCE
from portal.fields import day_field

_SHORT = {"class": "input-short"}


def amount_field(label: str, hint: str = "") -> forms.DecimalField:
    """Return a field for an amount in pounds and pence."""
    return forms.DecimalField(
        label=label,
        help_text=hint,
        min_value=0,
        max_value=MOST_PENCE // 100,
        decimal_places=2,
        required=False,
        widget=forms.NumberInput(attrs={**_SHORT, "step": "0.01", "inputmode": "decimal"}),
        error_messages={
            "invalid": "Enter an amount in pounds, like 120.50.",
            "max_decimal_places": "Enter pounds and pence, like 120.50.",
        },
    )


def _line(
    label: str, name: str, hint: str = "", *, required: bool = False, missing: str = ""
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONGEST[name],
        required=required,
        error_messages={"required": missing},
    )


class CostForm(forms.Form):
    """One entry of the account."""

    use_required_attribute = False
    sort = forms.ChoiceField(
        label="What was it spent on?",
        choices=[("", "Choose"), *CostEntry.Sort.choices],
        error_messages={"required": "Choose what the money went on, or “Nothing was spent”."},
    )
    what = _line(
        "What for?",
        "what",
        "For example: 800 leaflets, A5, two colours.",
        required=True,
        missing="Say what it was for.",
    )
    on = day_field("Date", "Of the invoice or the payment.", past=True)
    net = amount_field("Amount without VAT, in pounds", "Leave it empty where nothing was spent.")
    vat = amount_field("VAT, in pounds")
    supplier = _line("Supplier", "supplier")
    invoice = _line("Invoice number", "invoice")
    authority = _line("Minute or line of the budget", "authority", "For example: Minute 41/26.")
    staff_minutes = forms.IntegerField(
        label="Staff time, in minutes",
        help_text="Where the council counts it.",
        min_value=1,
        max_value=MOST_MINUTES,
        required=False,
        widget=forms.NumberInput(attrs=_SHORT),
    )

    def cost(self) -> Cost:
        """Return what was typed; call it on a valid form."""
        typed = self.cleaned_data
        return Cost(
            sort=typed["sort"],
            what=typed["what"],
            on=typed["on"],
            net=_pence(typed["net"]),
            vat=_pence(typed["vat"]),
            supplier=typed["supplier"],
            invoice=typed["invoice"],
            authority=typed["authority"],
            staff_minutes=typed["staff_minutes"],
        )


class CorrectionForm(CostForm):
    """What should have stood in an earlier entry, and why."""

    reason = _line(
        "Why was the earlier entry wrong?",
        "reason",
        required=True,
        missing="Say why the earlier entry was wrong.",
    )


def typed_before(entry: CostEntry) -> dict[str, Any]:
    """Return the values with which the form that corrects ``entry`` begins."""
    return {
        "sort": entry.sort,
        "what": entry.what,
        "on": entry.spent_on,
        "net": Decimal(entry.net_pence) / 100 if entry.net_pence else None,
        "vat": Decimal(entry.vat_pence) / 100 if entry.vat_pence else None,
        "supplier": entry.supplier,
        "invoice": entry.invoice,
        "authority": entry.authority,
        "staff_minutes": entry.staff_minutes,
    }


def _pence(pounds: Decimal | None) -> int:
    return int((pounds or Decimal(0)) * 100)
