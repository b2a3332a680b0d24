"""Who holds which office, who may issue now, and the clerk's acts about what people may do."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from moderation.conduct.suspending import decided_in_a_case
from portal.channels.notices.inviting import last_invitation
from portal.councils.form_views import CouncilFormView
from portal.councils.models import Membership
from portal.councils.people import Person, in_office, person_now
from portal.councils.powers import Power, Role, in_words
from portal.councils.suspending import suspend
from portal.councils.views import CouncilView
from portal.desk.delegating_once import delegate_once, permit_once
from portal.desk.forms.moments import end_of, start_of
from portal.desk.forms.people import DelegateForm, PermitForm, SuspendForm
from portal.desk.roster import former_members, invited_to, seat_of, seats
from portal.desk.views.offices import ActOnMember
from portal.drafts.kinds import KINDS


class PeoplePage(CouncilView):
    """The offices of the council, for every member to read."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show every office in being, with delegations, permissions and suspensions."""
        rows = seats(self.council)
        words = {
            "section": "people",
            "seats": rows,
            "issuers": [seat for seat in rows if seat.may_issue],
            "invited": invited_to(self.council),
            "former": former_members(self.council),
            "Role": Role,
        }
        return render(request, "desk/people.html", words)


class PersonPage(CouncilView):
    """One person: what they may do and why, with the clerk's acts."""

    def get(self, request: HttpRequest, membership: int) -> HttpResponse:
        """Show the person's office and what is dated beside it."""
        rows = Membership.objects.filter(in_office(timezone.now()), user__is_active=True)
        row = get_object_or_404(rows, pk=membership, council=self.council)
        seat = seat_of(person_now(row.pk))
        held = [power for power in Power if seat.person.may(power)]
        lost = [power for power in Power if not seat.person.may(power)]
        in_reach = _in_reach(self.person, seat.person)
        lifts = seat.suspension if in_reach else None
        words = {
            "section": "people",
            "seat": seat,
            "decided": decided_in_a_case(self.person, lifts.pk) if lifts else None,
            "held": held,
            "lost": lost,
            "is_me": seat.person.membership.pk == self.person.membership.pk,
            "in_reach": in_reach,
            "invitation": last_invitation(row.pk),
        }
        return render(request, "desk/person.html", words)


def _in_reach(actor: Person, about: Person) -> bool:
    """Return whether acts on ``about`` are offered to ``actor``; portal.councils.reach refuses the others."""
    if not actor.may(Power.MANAGE_PEOPLE):
        return False
    return actor.is_clerk or not (about.is_clerk or about.membership.pk == actor.membership.pk)


class PermitDrafting(ActOnMember):
    """Lets somebody draft a kind that their office does not cover."""

    form_class = PermitForm
    heading = "Permit drafting of a kind"
    lead = "The text still goes through approval. Permission to draft is never permission to issue."
    button = "Permit"

    def act(self, form: forms.Form) -> str:
        """Permit, once."""
        kind, last = form.cleaned_data["kind"], form.cleaned_data["ends_on"]
        permit_once(
            actor=self.person,
            holder=self.member,
            kind=kind,
            reason=form.cleaned_data["reason"],
            until=end_of(last) if last else None,
        )
        return f"{self.member.user.name} may now draft: {KINDS[kind].label.lower()}."


class SuspendMember(ActOnMember):
    """Takes publishing rights away, at once."""

    heading = "Suspend publishing rights?"
    lead = (
        "It works at once, in open sessions too. They can still read. Scheduled items that they wrote or approved are "
        "held back until somebody looks."
    )
    button = "Suspend"
    danger = True

    def make_form(self, data: Any = None) -> forms.Form:
        """Ask for the minute of the council where it is its chairman or vice chairman."""
        return SuspendForm(data, member=self.member)

    def act(self, form: forms.Form) -> str:
        """Suspend."""
        last = form.cleaned_data["ends_on"]
        suspend(
            actor=self.person,
            member=self.member,
            reason=form.cleaned_data["reason"],
            until=end_of(last) if last else None,
            review_on=form.cleaned_data["review_on"],
            minute=form.by_minute(),  # type: ignore[attr-defined]
        )
        return f"The publishing rights of {self.member.user.name} are suspended."


class DelegateAuthority(CouncilFormView):
    """Gives the clerk's authority to an officer for a time."""

    power = Power.DELEGATE
    section = "people"
    heading = "Delegate the clerk’s authority"
    button = "Delegate"
    lead = (
        "The officer may do what you choose between these days, beside you. A council can act through an "
        "officer or a committee, never through one councillor (Local Government Act 1972, section 101), so only "
        "officers are offered."
    )

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer this council's officers; the one whose page it was reached from is chosen."""
        officers = [seat.person.membership for seat in seats(self.council) if seat.can_be_nominated]
        return DelegateForm(data, officers=officers, initial={"holder": self.request.GET.get("to")})

    def act(self, form: forms.Form) -> str:
        """Delegate, once."""
        holder = form.cleaned_data["holder"]
        made = delegate_once(
            actor=self.person,
            holder=holder,
            starts_at=start_of(form.cleaned_data["starts_on"]),
            until=end_of(form.cleaned_data["ends_on"]),
            reason=form.cleaned_data["reason"],
            minute_reference=form.cleaned_data["minute_reference"],
            powers=form.cleaned_data["powers"],
        )
        when = "from now" if made.starts_at <= timezone.now() else "from the day you chose"
        what = ", ".join(in_words(made.powers)).lower()
        return f"{holder.user.name} holds {when}, until the delegation ends: {what}."

    def next_address(self) -> str:
        """Return the list of people."""
        return reverse("people", args=[self.council.slug])
