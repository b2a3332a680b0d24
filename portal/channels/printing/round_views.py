"""The checklist of a round: ticking streets on a phone in the street, and taking a tick back."""

from typing import Any

from django import forms
from django.http import Http404

from portal.channels.models import Street
from portal.channels.printing.forms import StreetsForm
from portal.channels.printing.rounds import Checklist, checklist, tick_streets, untick_street
from portal.channels.printing.views import ProvingView


class TickStreets(ProvingView):
    """Ticks streets that are done; those that somebody ticked before are not offered again."""

    heading = "Which streets are done?"
    lead = "Tick them as you go and send them as often as you like. Each is kept with your name and the time."
    button = "Send the ticks"
    streets: Checklist

    def prepare(self, **kwargs: Any) -> None:
        """Find the job and its streets; Http404 where its round has none."""
        super().prepare(**kwargs)
        self.streets = checklist(self.row.job)
        if not self.streets.rows:
            raise Http404

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer what is left; what somebody else ticked while the page was open is taken in silence."""
        asked = [street for street, _ in self.streets.rows] if data is not None else self.streets.left
        return StreetsForm(data, left=[(street.pk, street.name) for street in asked])

    def words(self) -> dict[str, Any]:
        """Say how far it is."""
        return {**super().words(), "lead": f"{self.streets.count}. {self.lead}"}

    def act(self, form: forms.Form) -> str:
        """Tick them."""
        made = tick_streets(
            actor=self.person, job_id=self.row.job.pk, street_ids=form.cleaned_data["streets"]
        )
        left = len(checklist(self.row.job).left)
        ticked = f"{made} street{'' if made == 1 else 's'} ticked. "
        return ticked + (f"{left} left." if left else "All are ticked: now say that the round is done.")


class UntickStreet(ProvingView):
    """Takes the tick of a street back."""

    heading = "Is this street not done?"
    lead = "Its tick is taken back. The record keeps that, and by whom."
    button = "Take the tick back"
    street: Street

    def prepare(self, **kwargs: Any) -> None:
        """Find the street among those ticked for the job, or raise Http404."""
        super().prepare(**kwargs)
        rows = checklist(self.row.job).rows
        found = next((street for street, tick in rows if tick and street.pk == kwargs["street"]), None)
        if found is None:
            raise Http404
        self.street = found

    def words(self) -> dict[str, Any]:
        """Say which."""
        return {**super().words(), "eyebrow": self.street.name}

    def act(self, form: forms.Form) -> str:  # noqa: ARG002
        """Take it back."""
        untick_street(actor=self.person, job_id=self.row.job.pk, street_id=self.street.pk)
        return f"{self.street.name} is not ticked any more."
