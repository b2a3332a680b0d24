"""What a person does about a delivery: order another attempt, or say what became of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from approvals.issued import own_row
from approvals.settle_forms import SettleForm
from portal.channels.confirming import confirm_issue
from portal.channels.models import Publication
from portal.channels.outbox.rows import Row, RowKind, channel_of, publication_of
from portal.channels.resolving import settle_by_hand, try_again, try_all_again
from portal.channels.vouching import reader_of, why_no_address
from portal.councils.form_views import CouncilFormView
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.templatetags.words import moment
from portal.councils.views import CouncilView
from portal.drafts.access import kept_from


def _find(kind: str, pk: int, person: Person) -> tuple[RowKind, Row]:
    """Return one row of the council's outbox whose item is not closed to ``person``, or raise Http404."""
    if kind not in set(RowKind):
        raise Http404
    row = own_row(RowKind(kind), pk, person.council.pk)
    if row is None or kept_from(person).filter(pk=publication_of(row).communication_id).exists():
        raise Http404
    return RowKind(kind), row


class TryAgain(CouncilView):
    """Orders another attempt now."""

    power = Power.READ_ALL
    post_power = Power.DECIDE

    def get(self, _request: HttpRequest, kind: str, pk: int) -> HttpResponse:
        """Go to the item: the button is there."""
        _, row = _find(kind, pk, self.person)
        return self._back(row)

    def post(self, request: HttpRequest, kind: str, pk: int) -> HttpResponse:
        """Order it; a row that moved on refuses."""
        found, row = _find(kind, pk, self.person)
        try_again(actor=self.person, kind=found, pk=row.pk)
        messages.success(request, f"Another attempt at {channel_of(row).name} is ordered.")
        return self._back(row)

    def _back(self, row: Row) -> HttpResponse:
        item = publication_of(row).communication_id
        return redirect(reverse("issued_item", args=[self.council.slug, item]))


class TryAllAgain(TryAgain):
    """Orders another attempt at every mail of a mailing that failed or was held."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:  # type: ignore[override]
        """Go to the item: the button is there."""
        return super().get(request, RowKind.DELIVERY.value, pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:  # type: ignore[override]
        """Order it; a mailing of which nothing is stuck any more refuses."""
        _, row = _find(RowKind.DELIVERY.value, pk, self.person)
        many = try_all_again(actor=self.person, delivery_id=row.pk)
        mails = "1 mail" if many == 1 else f"{many} mails"
        messages.success(request, f"Another attempt at {mails} of {channel_of(row).name} is ordered.")
        return self._back(row)


class Confirm(CouncilView):
    """Confirms that one item still should go out, after a hold."""

    power = Power.READ_ALL
    post_power = Power.DECIDE

    def get(self, _request: HttpRequest, pk: int) -> HttpResponse:
        """Go to the list: the button is there."""
        self._find(pk)
        return redirect(reverse("to_confirm", args=[self.council.slug]))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Confirm it; Refusal says what stands against it."""
        issue = confirm_issue(actor=self.person, publication_id=self._find(pk).pk)
        when = f"on {moment(issue.go_at)}" if issue.go_at > timezone.now() else "now"
        messages.success(request, f"Confirmed: “{issue.communication}” goes out {when}.")
        return redirect(reverse("to_confirm", args=[self.council.slug]))

    def _find(self, pk: int) -> Publication:
        open_to_them = Publication.objects.exclude(communication__in=kept_from(self.person))
        return get_object_or_404(open_to_them, pk=pk, council=self.council)


class SettleByHand(CouncilFormView):
    """Says what became of a row that nobody could tell."""

    power = Power.DECIDE
    section = "queue"
    form_class = SettleForm
    heading = "Say what became of it"
    lead = "The portal cannot tell whether it arrived, and does not send it again by itself."
    button = "Settle it"
    kind: RowKind
    row: Row

    def prepare(self, **kwargs: Any) -> None:
        """Find the row or raise Http404."""
        self.kind, self.row = _find(kwargs["kind"], kwargs["pk"], self.person)

    def make_form(self, data: Any = None) -> forms.Form:
        """Ask for an address where the item as a whole went somewhere."""
        reader = reader_of(self.row)
        return SettleForm(
            data,
            has_address=self.kind is RowKind.DELIVERY,
            like=reader.like if reader else "",
            hint=why_no_address(self.row),
        )

    def words(self) -> dict[str, Any]:
        """Say which one."""
        return {"eyebrow": f"{publication_of(self.row).communication}: {channel_of(self.row).name}"}

    def act(self, form: forms.Form) -> str:
        """Settle it."""
        arrived = form.cleaned_data["arrived"] == "yes"
        settle_by_hand(
            actor=self.person,
            kind=self.kind,
            pk=self.row.pk,
            arrived=arrived,
            reason=form.cleaned_data["reason"],
            address=form.cleaned_data.get("address", ""),
        )
        if not arrived:
            return "It goes out again."
        if reader_of(self.row) is not None:
            return "It is noted. The portal looks at that address, and this page says what came of it."
        return "It is noted as arrived."

    def next_address(self) -> str:
        """Return the item's page."""
        return reverse("issued_item", args=[self.council.slug, publication_of(self.row).communication_id])
