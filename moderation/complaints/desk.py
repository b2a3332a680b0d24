"""The desk's pages on which the council's office, and about the clerk the chairman, deals with complaints."""

from abc import abstractmethod
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from moderation.complaints import handling
from moderation.complaints.clock import RUNS_NOW
from moderation.complaints.forms import EnterForm, Seen
from moderation.complaints.keys import token_of
from moderation.complaints.procedure import change_procedure, terms_of
from moderation.complaints.procedure_forms import ProcedureForm
from moderation.complaints.receiving import Said, enter_complaint
from moderation.complaints.reissuing import show_once, shows_now
from moderation.complaints.seeing import (
    CLERK,
    complaints_of,
    get_complaint,
    may_answer,
    may_handle,
    receives_about_clerk,
    require_handling,
    require_reading,
)
from moderation.complaints.states import FIRST_STAGE, Event, State, may
from moderation.models import Complaint
from portal.councils.form_views import CouncilFormView
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.templatetags.words import deadline, moment
from portal.councils.views import CouncilView
from portal.paging import counted_page
from portal.refusals import InvalidInput

SECTION = "moderation"
PAGE = 25
LISTS: dict[str, str] = {
    "open": "Open",
    "late": "Late",
    "mine": "In my hand",
    "data": "About personal data",
    "reviews": "Reviews",
    "over": "Over",
}


def listed(person: Person, which: str) -> "QuerySet[Complaint]":
    """Return one of LISTS of what ``person`` may read, what is due first standing first."""
    rows, now = complaints_of(person).select_related("holder__user"), timezone.now()
    if which == "over":
        return rows.filter(closed_at__isnull=False).order_by("-closed_at", "-pk")
    rows = rows.filter(closed_at__isnull=True)
    if which == "late":
        unacknowledged = rows.filter(state=State.RECEIVED, acknowledge_by__lte=now)
        unanswered = rows.filter(state__in=FIRST_STAGE, answer_by__lte=now)
        rows = unacknowledged | unanswered | rows.filter(state=State.REVIEW, review_by__lte=now)
    elif which == "mine":
        rows = rows.filter(holder=person.membership)
    elif which == "data":
        rows = rows.filter(Q(kind=Complaint.Kind.DATA) | Q(about_data=True))
    elif which == "reviews":
        rows = rows.filter(state=State.REVIEW)
    return rows.annotate(due=RUNS_NOW).order_by(F("due").asc(nulls_last=True), "pk")


class ComplaintsPage(CouncilView):
    """What is open, late, in hand, about personal data, to be reviewed, over."""

    power = Power.READ_DESK

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of one list."""
        require_reading(self.person)
        show = request.GET.get("show", "")
        show = show if show in LISTS else "open"
        words = {
            "section": SECTION,
            "show": show,
            "lists": LISTS,
            "page": counted_page(listed(self.person, show), PAGE, request.GET.get("page")),
            "enters": may_handle(self.person, CLERK) or may_handle(self.person, Complaint.Kind.COMMUNICATION),
            "about_clerk": receives_about_clerk(self.person),
            "now": timezone.now(),
        }
        return render(request, "moderation/complaints/list.html", words)


class ComplaintPage(CouncilView):
    """One complaint: all that was said, and what can be done now."""

    power = Power.READ_DESK

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        found = get_complaint(self.person, pk)
        handles = may_handle(self.person, found.kind) and found.erased_at is None
        answers = may_answer(self.person, found.kind) and found.erased_at is None
        words = {
            "section": SECTION,
            "complaint": found,
            "steps": list(found.steps.select_related("by__user", "agenda_item__meeting").order_by("pk")),
            "late": lateness(found),
            "status": address_of(found) if handles and shows_now(request, found) else "",
            "handles": handles,
            "acknowledges": handles and may(found.state, Event.ACKNOWLEDGE),
            "looks": handles and may(found.state, Event.LOOK),
            "sorts": found.state in FIRST_STAGE,
            "asks": handles and may(found.state, Event.ASK),
            "answers": answers and may(found.state, Event.ANSWER),
            "reviews": answers and may(found.state, Event.DECIDE_REVIEW),
            "in_my_hand": found.holder_id == self.person.membership.pk,
            "now": timezone.now(),
        }
        return render(request, "moderation/complaints/complaint.html", words)


def address_of(found: Complaint) -> str:
    """Return the whole address of the page of whoever complained, as they are handed it."""
    return settings.SITE_URL + reverse("complaint_status", args=[found.council.slug, token_of(found)])


def lateness(found: Complaint) -> str:
    """Return which of its times is over, in words; '' where none is."""
    now = timezone.now()
    if found.state == State.RECEIVED and found.acknowledge_by <= now:
        return f"Late: it was to be acknowledged by {deadline(found.acknowledge_by)}."
    if found.state in FIRST_STAGE and found.answer_by <= now:
        return f"Late: it was to be answered by {deadline(found.answer_by)}."
    if found.state == State.REVIEW and found.review_by is not None and found.review_by <= now:
        return f"Late: the review was to be decided by {deadline(found.review_by)}."
    return ""


class _Press(CouncilView):
    """One act without words on one complaint, by a button that says which version of it its page showed."""

    power = Power.READ_DESK
    said = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Carry it out, and lead back to it. Raises InvalidInput where no version was sent."""
        found = get_complaint(self.person, pk)
        require_handling(self.person, found.kind)
        seen = Seen(request.POST, version=found.version)
        if not seen.is_valid():
            raise InvalidInput("The page did not say which version of the complaint it shows.")
        self.carry_out(found.pk, seen.cleaned_data["version"])
        messages.success(request, self.said)
        return redirect("complaint", council=self.council.slug, pk=found.pk)

    @abstractmethod
    def carry_out(self, complaint_id: int, version: int) -> None:
        """Call the verb."""


class TakeComplaint(_Press):
    """Takes it in hand."""

    said = "It is in your hand. Others see that."

    def carry_out(self, complaint_id: int, version: int) -> None:
        """Take it."""
        handling.take(actor=self.person, complaint_id=complaint_id, version=version)


class LookInto(_Press):
    """Says that somebody looks at it now."""

    said = "Whoever complained reads that somebody looks into it."

    def carry_out(self, complaint_id: int, version: int) -> None:
        """Say so."""
        handling.look_into(actor=self.person, complaint_id=complaint_id, version=version)


class EnterComplaint(CouncilFormView):
    """Enters what came on paper, by mail or telephone."""

    power = Power.READ_DESK
    section = SECTION
    heading = "Enter a complaint"
    button = "Enter it"
    made: Complaint | None = None

    def prepare(self, **kwargs: Any) -> None:  # noqa: ARG002  there is nothing in the address
        """Refuse who deals with none."""
        self.about_clerk = receives_about_clerk(self.person)
        require_handling(self.person, CLERK if self.about_clerk else Complaint.Kind.COMMUNICATION)
        self.lead = (
            "A complaint about the clerk, as it came to you. Clerk and officers do not see it."
            if self.about_clerk
            else "As it came: on paper, by mail, by telephone. One about the clerk goes to the chairman, not here."
        )

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer the kinds that are theirs."""
        return EnterForm(data, about_clerk=self.about_clerk)

    def act(self, form: forms.Form) -> str:
        """Enter it."""
        typed = form.cleaned_data
        asked = ("kind", "about_data", "name", "words", "email", "contact", "about")
        given = {name: typed[name] for name in asked if name in typed}
        self.made = enter_complaint(
            actor=self.person,
            said=Said(**given),
            way=typed["way"],
            came_on=typed["came_on"],
            item_reference=typed["item"],
        )
        if not self.made.email:
            show_once(self.request, self.made)
        return f"It is entered as {self.made.reference}, to be acknowledged by {moment(self.made.acknowledge_by)}."

    def next_address(self) -> str:
        """Return the complaint, or the list."""
        if self.made is not None and complaints_of(self.person).filter(pk=self.made.pk).exists():
            return reverse("complaint", args=[self.council.slug, self.made.pk])
        return reverse("complaints", args=[self.council.slug])


class ChangeProcedure(CouncilFormView):
    """Publishes the next version of the procedure."""

    power = Power.CONFIGURE
    section = SECTION
    heading = "The council’s complaints procedure"
    lead = "It is published at once. Complaints that came before keep the times under which they were made."
    button = "Publish it"

    def make_form(self, data: Any = None) -> forms.Form:
        """Show the procedure in force."""
        return ProcedureForm(data, terms=terms_of(self.council.pk))

    def act(self, form: forms.Form) -> str:
        """Publish it."""
        assert isinstance(form, ProcedureForm)  # noqa: S101  for the reader of types
        made = change_procedure(actor=self.person, terms=form.terms())
        return f"Version {made.number} of the procedure is published."

    def next_address(self) -> str:
        """Return the list."""
        return reverse("complaints", args=[self.council.slug])
