"""Confidentiality before a closed session: asking for it, giving it on a phone, noting what was given on paper."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from policies.forms.pledges import AskPledgesForm, NotePledgeForm
from policies.matters.seeing import INSIDE
from policies.meetings.pledges import Answer, answers_to, pledge_of
from policies.meetings.pledging import ask_for_pledges, give_pledge, may_ask, note_pledge, remind_of_pledge
from policies.models import Meeting, Pledge
from portal.councils.form_views import CouncilFormView
from portal.councils.models import Membership
from portal.councils.people import in_office
from portal.councils.powers import Power
from portal.councils.templatetags.words import day
from portal.councils.views import CouncilView
from portal.records.canonical import sha256_of


def sees_the_names(view: CouncilView) -> bool:
    """Return whether whoever asks sees who has answered: who may ask, who may note it, and who reads everything."""
    return any(view.person.may(power) for power in (Power.FLAG, Power.DECIDE, Power.READ_ALL))


class PledgePage(CouncilView):
    """What is asked before the closed session of a meeting, one's own answer, and for some who has answered."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        pledge = self._find(pk)
        answers = answers_to(pledge)
        me = self.person.membership.pk
        words = {
            "section": "meetings",
            "pledge": pledge,
            "meeting": pledge.meeting,
            "sha256": sha256_of(pledge.wording),
            "mine": next((one for one in answers if one.member.pk == me), None),
            "answers": answers if sees_the_names(self) else [],
            "missing": sum(one.given is None for one in answers),
            "asked": len(answers),
            "over": pledge.meeting.held_on < timezone.localdate(),
        }
        return render(request, "policies/pledge.html", words)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give it."""
        self._find(pk)
        give_pledge(actor=self.person, meeting_id=pk, sha256=request.POST.get("sha256", ""))
        messages.success(request, "It is noted that you reaffirmed confidentiality.")
        return redirect("pledge", self.council.slug, pk)

    def _find(self, pk: int) -> Pledge:
        pledge = pledge_of(self.council.pk, pk)
        if pledge is None:
            raise Http404
        return pledge


class AboutPledge(CouncilFormView):
    """A form about the closed session of one meeting."""

    section = "meetings"
    meeting: Meeting
    pledge: Pledge | None

    def prepare(self, **kwargs: Any) -> None:
        """Find the meeting, and what was asked before it, or raise Http404."""
        self.meeting = get_object_or_404(Meeting, pk=kwargs["pk"], council=self.council)
        self.pledge = pledge_of(self.council.pk, self.meeting.pk)

    def words(self) -> dict[str, Any]:
        """Say which meeting it is."""
        return {"eyebrow": f"{self.meeting.title}, {day(self.meeting.held_on)}"}

    def next_address(self) -> str:
        """Return the page of what was asked, or the meeting's where nothing was."""
        name = "pledge" if pledge_of(self.council.pk, self.meeting.pk) else "meeting"
        return reverse(name, args=[self.council.slug, self.meeting.pk])


class AskPledges(AboutPledge):
    """Asks members to reaffirm confidentiality."""

    heading = "Ask to reaffirm confidentiality"
    lead = (
        "Each is told by email and answers on the desk, on a phone too. You can note what somebody gives you on paper "
        "or aloud."
    )
    button = "Ask them"

    def prepare(self, **kwargs: Any) -> None:
        """Find the meeting; nobody but the clerk and the chairman asks."""
        super().prepare(**kwargs)
        may_ask(self.person)

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer those who sit or work inside the council and were not asked yet."""
        rows = Membership.objects.filter(in_office(timezone.now()), council=self.council, role__in=INSIDE)
        if self.pledge is not None:
            rows = rows.exclude(pledges_asked__pledge=self.pledge)
        people = list(rows.select_related("user").order_by("user__name", "pk"))
        return AskPledgesForm(data, people=people, pledge=self.pledge)

    def act(self, form: forms.Form) -> str:
        """Ask them."""
        assert isinstance(form, AskPledgesForm)  # noqa: S101  for the reader of types
        asked = form.asked()
        ask_for_pledges(actor=self.person, meeting_id=self.meeting.pk, asked=asked)
        count = len(set(asked.members))
        return f"{count} {'person is' if count == 1 else 'people are'} asked by email."


class RemindOfPledge(CouncilView):
    """Reminds those who have not answered."""

    power = Power.FLAG
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Remind them."""
        if pledge_of(self.council.pk, pk) is None:
            raise Http404
        told = remind_of_pledge(actor=self.person, meeting_id=pk)
        messages.success(request, f"{told} {'person is' if told == 1 else 'people are'} reminded by email.")
        return redirect("pledge", self.council.slug, pk)


class NotePledge(AboutPledge):
    """Notes a pledge that was given on paper or aloud."""

    power = Power.DECIDE
    heading = "Note a pledge given on paper or aloud"
    button = "Note it"

    def prepare(self, **kwargs: Any) -> None:
        """Find what was asked or raise Http404."""
        super().prepare(**kwargs)
        if self.pledge is None:
            raise Http404

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer those who have not given it."""
        assert self.pledge is not None  # noqa: S101  prepare() found it
        open_answers: list[Answer] = [one for one in answers_to(self.pledge) if one.given is None]
        missing = [one.member for one in open_answers]
        return NotePledgeForm(data, missing=missing, in_writing=self.pledge.in_writing)

    def act(self, form: forms.Form) -> str:
        """Note it."""
        typed = form.cleaned_data
        made = note_pledge(
            actor=self.person,
            meeting_id=self.meeting.pk,
            member_id=int(typed["member"]),
            how=typed["how"],
            given_on=typed["given_on"],
        )
        return f"It is noted: {made.get_how_display().lower()}."
