"""What is kept, what may be erased, and what a legal hold protects."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.desk.forms.keeping import EraseForm, HoldItemForm
from portal.drafts.access import visible_to
from portal.drafts.retaining import due_for_erasure, erase_texts, place_hold, release_hold
from portal.fields import ConfirmForm
from portal.records.models import LegalHold

AT_ONCE = 100


class KeepingPage(CouncilView):
    """Holds in force, and what is due; every member may see what protects the record, the clerk acts."""

    power = Power.READ_RECORD

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show both lists, the newest hold first."""
        holds = list(
            LegalHold.objects.filter(council_id=self.council.pk, released_at__isnull=True).order_by("-pk")[
                :AT_ONCE
            ]
        )
        wanted = [hold.communication_id for hold in holds if hold.communication_id]
        items = {row.pk: row for row in visible_to(self.person).filter(pk__in=wanted)} if wanted else {}
        words = {
            "section": "record",
            "holds": [(hold, items.get(hold.communication_id or 0)) for hold in holds],
            "due": due_for_erasure(self.person).count(),
        }
        return render(request, "desk/keeping.html", words)


class KeepingForm(CouncilFormView):
    """An act of keeping or erasing: the clerk's."""

    power = Power.CONFIGURE
    section = "record"

    def next_address(self) -> str:
        """Return the page of holds and erasures."""
        return reverse("keeping", args=[self.council.slug])


class PlaceHold(KeepingForm):
    """Protects one item, or everything."""

    form_class = HoldItemForm
    heading = "Place a legal hold"
    lead = "While it is in force nothing it covers can be erased, by anybody."
    button = "Place the hold"

    def act(self, form: forms.Form) -> str:
        """Place it."""
        typed = form.cleaned_data
        place_hold(actor=self.person, reason=typed["reason"], communication_id=typed["item"])
        return "The hold is in force."


class ReleaseHold(KeepingForm):
    """Ends a hold."""

    form_class = ConfirmForm
    heading = "Release this hold?"
    lead = "What it protected can be erased again when its retention period is over."
    button = "Release the hold"
    danger = True
    hold: LegalHold

    def prepare(self, **kwargs: Any) -> None:
        """Find the hold of this council."""
        self.hold = get_object_or_404(LegalHold, pk=kwargs["pk"], council_id=self.council.pk)

    def words(self) -> dict[str, Any]:
        """Say what it is for."""
        return {"eyebrow": self.hold.reason}

    def act(self, form: forms.Form) -> str:  # noqa: ARG002
        """Release it."""
        release_hold(actor=self.person, hold_id=self.hold.pk)
        return "The hold is released."


class EraseTexts(KeepingForm):
    """Erases texts whose retention period is over; the history and the hashes stay."""

    heading = "Erase texts whose time is over"
    button = "Erase for good"
    danger = True

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form with what is due now, oldest first."""
        due = list(due_for_erasure(self.person)[:AT_ONCE])
        shown = set(
            visible_to(self.person).filter(pk__in=[item.pk for item in due]).values_list("pk", flat=True)
        )
        named = [(item.pk, str(item) if item.pk in shown else "Never submitted", item) for item in due]
        return EraseForm(
            data, due=[(pk, f"{title} ({item.spec.label}, number {pk})") for pk, title, item in named]
        )

    def words(self) -> dict[str, Any]:
        """Say what is kept."""
        years = self.council.retention_years
        return {
            "lead": (
                f"These are over and have not changed for {years} years. Their texts, notes and pictures’ captions are "
                "erased everywhere; who did what and when, and the hashes, are kept. This cannot be undone."
            )
        }

    def act(self, form: forms.Form) -> str:
        """Erase what was chosen."""
        chosen = form.cleaned_data["items"]
        erase_texts(actor=self.person, communication_ids=chosen)
        return f"The texts of {len(chosen)} item{'s' if len(chosen) != 1 else ''} are erased."
