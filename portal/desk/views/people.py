"""Who holds which office, who may issue now, and the clerk's acts about people."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from portal.councils.form_views import CouncilFormView
from portal.councils.founding import appoint, end_membership
from portal.councils.inviting import invite
from portal.councils.models import Membership
from portal.councils.people import people_who_may, person_now
from portal.councils.powers import Power, Role
from portal.councils.suspending import suspend
from portal.councils.views import CouncilView
from portal.desk.delegating_once import delegate_once, permit_once
from portal.desk.forms.moments import end_of, start_of
from portal.desk.forms.people import ConfirmForm, DelegateForm, MemberForm, PermitForm, SuspendForm
from portal.desk.roster import former_members, seat_of, seats
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
            "former": former_members(self.council),
            "Role": Role,
        }
        return render(request, "desk/people.html", words)


class PersonPage(CouncilView):
    """One person: what they may do and why, with the clerk's acts."""

    def get(self, request: HttpRequest, membership: int) -> HttpResponse:
        """Show the person's office and what is dated beside it."""
        row = get_object_or_404(Membership, pk=membership, council=self.council, ended_at__isnull=True)
        if not row.user.is_active:
            raise Http404
        seat = seat_of(person_now(row.pk))
        held = [power for power in Power if seat.person.may(power)]
        lost = [power for power in Power if not seat.person.may(power)]
        words = {
            "section": "people",
            "seat": seat,
            "held": held,
            "lost": lost,
            "is_me": seat.person.membership.pk == self.person.membership.pk,
        }
        return render(request, "desk/person.html", words)


class AddMember(CouncilFormView):
    """Makes somebody a member or officer, and mails them how to sign in."""

    power = Power.MANAGE_PEOPLE
    section = "people"
    form_class = MemberForm
    heading = "Add a member or officer"
    button = "Add and send the invitation"

    def act(self, form: forms.Form) -> str:
        """Appoint, then send the invitation outside the transaction."""
        made = appoint(
            actor=self.person,
            council=self.council,
            email=form.cleaned_data["email"],
            name=form.cleaned_data["name"],
            role=form.cleaned_data["role"],
            title=form.cleaned_data["title"],
        )
        return _invited(made, f"{made.user.name} is now {made.display_title} here.")

    def next_address(self) -> str:
        """Return the list of people."""
        return reverse("people", args=[self.council.slug])


def _invited(membership: Membership, done: str) -> str:
    """Send the invitation and say in words what became of it."""
    if invite(membership):
        return f"{done} An invitation was sent to {membership.user.email}."
    return f"{done} The invitation could not be sent just now: open their page and send it again."


class SendInvitation(CouncilView):
    """Sends the invitation once more."""

    power = Power.MANAGE_PEOPLE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, membership: int) -> HttpResponse:
        """Mail it and go back to the person."""
        rows = Membership.objects.select_related("user", "council").filter(ended_at__isnull=True)
        row = get_object_or_404(rows, pk=membership, council=self.council)
        messages.success(request, _invited(row, ""))
        return redirect("person", self.council.slug, row.pk)


class ActOnMember(CouncilFormView):
    """A form about one membership of this council that is in being; any other does not exist."""

    power = Power.MANAGE_PEOPLE
    section = "people"
    member: Membership

    def prepare(self, **kwargs: Any) -> None:
        """Find the membership or raise Http404."""
        rows = Membership.objects.select_related("user", "council").filter(ended_at__isnull=True)
        self.member = get_object_or_404(rows, pk=kwargs["membership"], council=self.council)

    def words(self) -> dict[str, Any]:
        """Say whom it is about."""
        return {"eyebrow": f"{self.member.user.name}, {self.member.display_title}"}

    def next_address(self) -> str:
        """Return the person's page."""
        return reverse("person", args=[self.council.slug, self.member.pk])


class EndMembership(ActOnMember):
    """Ends an office now."""

    form_class = ConfirmForm
    heading = "End this membership?"
    lead = (
        "They can no longer open this council’s desk from this moment. What they did stays in the record, and their "
        "drafts stay where they are."
    )
    button = "End the membership"
    danger = True

    def act(self, form: forms.Form) -> str:  # noqa: ARG002
        """End it."""
        end_membership(actor=self.person, membership_id=self.member.pk)
        return f"{self.member.user.name} is no longer {self.member.display_title}."

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """End it and go to the list: the person's page is gone."""
        answer = super().post(request, **kwargs)
        if answer.status_code == 302:
            return redirect("people", self.council.slug)
        return answer


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

    form_class = SuspendForm
    heading = "Suspend publishing rights?"
    lead = (
        "It works at once, in open sessions too. They can still read. Scheduled items that they wrote or approved are "
        "held back until somebody looks."
    )
    button = "Suspend"
    danger = True

    def act(self, form: forms.Form) -> str:
        """Suspend."""
        last = form.cleaned_data["ends_on"]
        suspend(
            actor=self.person,
            member=self.member,
            reason=form.cleaned_data["reason"],
            until=end_of(last) if last else None,
            review_on=form.cleaned_data["review_on"],
        )
        return f"The publishing rights of {self.member.user.name} are suspended."


class DelegateAuthority(CouncilFormView):
    """Gives the clerk's authority to an officer for a time."""

    power = Power.DELEGATE
    section = "people"
    heading = "Delegate the clerk’s authority"
    button = "Delegate"
    lead = (
        "The officer may approve, return and issue between these days, beside you. A council can act through an "
        "officer or a committee, never through one councillor (Local Government Act 1972, section 101), so only "
        "officers are offered."
    )

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer this council's officers; the one whose page it was reached from is chosen."""
        people = people_who_may(Power.READ_DESK, self.council.pk)
        officers = [person.membership for person in people if person.membership.role == Role.OFFICER]
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
        )
        when = "from now" if made.starts_at <= timezone.now() else "from the day you chose"
        return f"{holder.user.name} may approve and issue {when}, until the delegation ends."

    def next_address(self) -> str:
        """Return the list of people."""
        return reverse("people", args=[self.council.slug])
