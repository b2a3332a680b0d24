"""Adding somebody, changing what is noted of their office, ending it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from portal.channels.notices.inviting import invite
from portal.councils.appointing import end_membership
from portal.councils.electing import electable, enter_chairman, require_entering
from portal.councils.form_views import CouncilFormView
from portal.councils.models import Membership
from portal.councils.offices import change_office
from portal.councils.people import in_office, not_over
from portal.councils.powers import Power
from portal.councils.views import CouncilView
from portal.desk.appointing_invited import appoint_and_invite
from portal.desk.forms.heads import ElectedForm, EndForm
from portal.desk.forms.offices import MemberForm, OfficeForm


class AddMember(CouncilFormView):
    """Makes somebody a member or officer, and mails them how to sign in."""

    power = Power.MANAGE_PEOPLE
    section = "people"
    heading = "Add somebody"
    lead = (
        "Councillors, officers, and those who work for the council from outside. What does not fit their office stays "
        "empty."
    )
    button = "Add and send the invitation"

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer the offices that the person may give, and this council's line managers."""
        return MemberForm(data, actor=self.person)

    def act(self, form: forms.Form) -> str:
        """Appoint and order the invitation, in one transaction."""
        made = appoint_and_invite(
            actor=self.person,
            email=form.cleaned_data["email"],
            name=form.cleaned_data["name"],
            role=form.cleaned_data["role"],
            particulars=form.particulars(),  # type: ignore[attr-defined]
            minute=form.cleaned_data["minute"],
        )
        return (
            f"{made.called} is invited as {made.display_title}. The invitation is on its way to {made.user.email}; the "
            "office begins when they accept it."
        )

    def next_address(self) -> str:
        """Return the list of people."""
        return reverse("people", args=[self.council.slug])


class EnterChairman(CouncilFormView):
    """Enters whom the council elected chairman, by the vice chairman, where the clerk may not."""

    section = "people"
    heading = "Enter the chairman whom the council elected"
    lead = (
        "Where the council has no chairman and its clerk does not enter who was elected. They must sit on the council "
        "already: their office as chairman begins at once, and their former one ends. Nobody enters themself."
    )
    button = "Enter the chairman"

    def prepare(self, **kwargs: Any) -> None:  # noqa: ARG002  nothing is named in the address
        """Refuse anybody but the vice chairman."""
        require_entering(self.person)

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer who sits on the council."""
        return ElectedForm(data, people=electable(self.person))

    def act(self, form: forms.Form) -> str:
        """Enter them."""
        typed = form.cleaned_data
        made = enter_chairman(actor=self.person, membership_id=int(typed["member"]), minute=typed["minute"])
        return f"{made.shown_name} is chairman from now on."

    def next_address(self) -> str:
        """Return the list of people."""
        return reverse("people", args=[self.council.slug])


class SendInvitation(CouncilView):
    """Sends the invitation once more."""

    power = Power.MANAGE_PEOPLE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, membership: int) -> HttpResponse:
        """Order it and go back to where the person is shown; one that is on its way already refuses."""
        rows = Membership.objects.select_related("user", "council").filter(not_over(timezone.now()))
        row = get_object_or_404(rows, pk=membership, council=self.council)
        invite(actor=self.person, membership_id=row.pk)
        messages.success(request, f"An invitation with a new link is on its way to {row.user.email}.")
        if row.accepted_at is None:
            return redirect("people", self.council.slug)
        return redirect("person", self.council.slug, row.pk)


class ActOnMember(CouncilFormView):
    """A form about one membership of this council that is in being; any other does not exist."""

    power = Power.MANAGE_PEOPLE
    section = "people"
    member: Membership
    about = staticmethod(in_office)
    """Of which memberships it can be: those in being."""

    def prepare(self, **kwargs: Any) -> None:
        """Find the membership or raise Http404."""
        rows = Membership.objects.select_related("user", "council").filter(self.about(timezone.now()))
        self.member = get_object_or_404(rows, pk=kwargs["membership"], council=self.council)

    def words(self) -> dict[str, Any]:
        """Say whom it is about."""
        return {"eyebrow": f"{self.member.shown_name}, {self.member.display_title}"}

    def next_address(self) -> str:
        """Return the person's page."""
        return reverse("person", args=[self.council.slug, self.member.pk])


class ChangeOffice(ActOnMember):
    """Changes title, organisation, term or line manager."""

    heading = "Change the particulars of this office"
    lead = (
        "What it was and what it is now are kept with the record. Another office begins as a new membership."
    )

    def make_form(self, data: Any = None) -> forms.Form:
        """Ask what fits the office."""
        return OfficeForm(data, member=self.member)

    def act(self, form: forms.Form) -> str:
        """Change it."""
        particulars = form.particulars()  # type: ignore[attr-defined]
        change_office(
            actor=self.person,
            membership_id=self.member.pk,
            particulars=particulars,
            minute=form.by_minute(),  # type: ignore[attr-defined]
        )
        return f"The office of {self.member.user.name} is as you noted it."


class EndMembership(ActOnMember):
    """Ends an office now, or withdraws the invitation to it."""

    about = staticmethod(not_over)
    heading = "End this membership?"
    lead = (
        "They can no longer open this council’s desk from this moment. What they did stays in the record, and their "
        "drafts stay where they are."
    )
    button = "End the membership"
    danger = True

    def make_form(self, data: Any = None) -> forms.Form:
        """Ask for the minute of the council where it is its chairman or vice chairman."""
        return EndForm(data, member=self.member)

    def act(self, form: forms.Form) -> str:
        """End it."""
        minute = form.by_minute()  # type: ignore[attr-defined]
        end_membership(actor=self.person, membership_id=self.member.pk, minute=minute)
        if self.member.accepted_at is None:
            return f"The invitation of {self.member.shown_name} as {self.member.display_title} is withdrawn."
        return f"{self.member.shown_name} is no longer {self.member.display_title}."

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """End it and go to the list: the person's page is gone."""
        answer = super().post(request, **kwargs)
        if answer.status_code == 302:
            return redirect("people", self.council.slug)
        return answer
