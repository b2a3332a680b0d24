"""The pages on which somebody does one thing about one complaint: acknowledges it, asks, answers, decides a review."""

from abc import abstractmethod
from typing import Any

from django import forms
from django.urls import reverse

from moderation.complaints import handling
from moderation.complaints.answering import Answer, answer, decide_review
from moderation.complaints.forms import (
    AcknowledgeForm,
    AddressForm,
    AnswerForm,
    AskForm,
    ConnectForm,
    Seen,
    SortForm,
)
from moderation.complaints.reissuing import reissue, show_once
from moderation.complaints.seeing import (
    CLERK,
    complaints_of,
    get_complaint,
    require_answering,
    require_handling,
)
from moderation.complaints.sorting import sort_anew
from moderation.complaints.states import Event, moved
from moderation.minutes import items_held
from moderation.models import Complaint
from portal.channels.states import Delivering
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.councils.templatetags.words import deadline

SECTION = "moderation"


class _Act(CouncilFormView):
    """One act on one complaint: who does not read it finds nothing, who reads it alone is refused."""

    power = Power.READ_DESK
    section = SECTION
    event: Event | None = None
    answering = False
    complaint: Complaint

    def prepare(self, **kwargs: Any) -> None:
        """Find it, refuse who does not do this, and what does not fit to where it stands."""
        self.complaint = get_complaint(self.person, kwargs["pk"])
        require = require_answering if self.answering else require_handling
        require(self.person, self.complaint.kind)
        if self.event is not None:
            moved(self.complaint.state, self.event)
        self.lead = f"Complaint {self.complaint.reference}. {self.said}".strip()

    said = ""

    def make_form(self, data: Any = None) -> forms.Form:
        """Say in it which version the page shows."""
        assert issubclass(self.form_class, Seen)  # noqa: S101  for the reader of types
        return self.form_class(data, version=self.complaint.version)

    def act(self, form: forms.Form) -> str:
        """Carry it out."""
        return self.carry_out(form.cleaned_data)

    @abstractmethod
    def carry_out(self, typed: dict[str, Any]) -> str:
        """Call the verb; return what was done, in words."""

    def next_address(self) -> str:
        """Return the complaint."""
        return reverse("complaint", args=[self.council.slug, self.complaint.pk])


class Acknowledge(_Act):
    """Tells whoever complained that the council has it."""

    form_class = AcknowledgeForm
    event = Event.ACKNOWLEDGE
    heading = "Acknowledge this complaint"
    button = "Acknowledge it"
    said = "Whoever complained reads on their page, and by mail where they gave an address, by when they are answered."

    def carry_out(self, typed: dict[str, Any]) -> str:
        """Acknowledge it."""
        made = handling.acknowledge(
            actor=self.person,
            complaint_id=self.complaint.pk,
            words=typed["words"],
            version=typed["version"],
        )
        return f"It is acknowledged. It is to be answered by {deadline(made.answer_by)}."


class Ask(_Act):
    """Asks whoever complained."""

    form_class = AskForm
    event = Event.ASK
    heading = "Ask whoever complained"
    button = "Ask"
    said = "The time for the answer goes on."

    def carry_out(self, typed: dict[str, Any]) -> str:
        """Ask."""
        handling.ask(
            actor=self.person,
            complaint_id=self.complaint.pk,
            words=typed["words"],
            version=typed["version"],
        )
        return "Your question stands on their page."


class Connect(_Act):
    """Says which item it is about."""

    form_class = ConnectForm
    heading = "Which item is it about?"
    said = "The hash of what was issued of it is kept with the complaint, as evidence."

    def carry_out(self, typed: dict[str, Any]) -> str:
        """Connect it."""
        handling.connect(
            actor=self.person,
            complaint_id=self.complaint.pk,
            item_reference=typed["item"],
            version=typed["version"],
        )
        return "It is noted."


class Sort(_Act):
    """Says what it is about after all."""

    form_class = SortForm
    heading = "What is it about after all?"
    button = "Note it"
    said = (
        "What is about the clerk passes to the chairman: clerk and officers see it no more. What is not passes to the "
        "office. Personal data have a time of their own."
    )

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer the other kinds."""
        found = self.complaint
        return SortForm(data, version=found.version, kind=found.kind, about_data=found.about_data)

    def carry_out(self, typed: dict[str, Any]) -> str:
        """Note it."""
        made = sort_anew(
            actor=self.person,
            complaint_id=self.complaint.pk,
            kind=typed["kind"],
            words=typed["words"],
            version=typed["version"],
        )
        self.passed_on = not complaints_of(self.person).filter(pk=made.pk).exists()
        return "It is noted." + (" It passed on, and is not yours to see any more." if self.passed_on else "")

    passed_on = False

    def next_address(self) -> str:
        """Return the complaint, or the list where it passed on."""
        return reverse("complaints", args=[self.council.slug]) if self.passed_on else super().next_address()


class GiveAddress(_Act):
    """Gives their page a new address."""

    form_class = AddressForm
    heading = "Give them the address of their page again"
    button = "Give them a new address"
    said = (
        "Their page gets a new address, and the one that they had opens nothing any more. Who gave an email address is "
        "mailed it. Where that does not reach them you are shown it once, to hand it over."
    )

    def carry_out(self, typed: dict[str, Any]) -> str:
        """Give it."""
        made = reissue(
            actor=self.person,
            complaint_id=self.complaint.pk,
            words=typed["words"],
            version=typed["version"],
        )
        if made.email and self.complaint.last_mail != Delivering.FAILED:  # type: ignore[attr-defined]
            return "Their page has a new address. It is mailed to them."
        show_once(self.request, made)
        return "Their page has a new address. It stands below this once."


def given_in(typed: dict[str, Any]) -> Answer:
    """Return the answer as it was typed."""
    return Answer(typed["outcome"], typed["words"], typed["minute"], typed["item"], typed["agenda_item"])


class AnswerComplaint(_Act):
    """Gives the council's answer."""

    form_class = AnswerForm
    event = Event.ANSWER
    answering = True
    heading = "Answer this complaint"
    button = "Give this answer"
    said = "Whoever complained may ask for a review, which somebody else decides."

    def make_form(self, data: Any = None) -> forms.Form:
        """Ask for the minute where there must be one."""
        return self.answer_form(data, minuted=self.complaint.kind == CLERK)

    def answer_form(self, data: Any, *, minuted: bool) -> forms.Form:
        """Return the form, with the items of meetings that they may name."""
        items = items_held(self.person)
        return AnswerForm(data, version=self.complaint.version, items=items, minuted=minuted)

    def carry_out(self, typed: dict[str, Any]) -> str:
        """Answer it."""
        answer(
            actor=self.person,
            complaint_id=self.complaint.pk,
            given=given_in(typed),
            version=typed["version"],
        )
        return "It is answered."


class DecideReview(AnswerComplaint):
    """Decides the review."""

    event = Event.DECIDE_REVIEW
    heading = "Decide the review"
    button = "Decide"
    said = "The council’s own procedure ends with this."

    def make_form(self, data: Any = None) -> forms.Form:
        """Ask for the minute of a committee where whoever answered enters it."""
        own = self.complaint.answered_by_id == self.person.membership.pk
        minuted = own or self.complaint.kind == CLERK
        return self.answer_form(data, minuted=minuted)

    def carry_out(self, typed: dict[str, Any]) -> str:
        """Decide it."""
        decide_review(
            actor=self.person,
            complaint_id=self.complaint.pk,
            given=given_in(typed),
            version=typed["version"],
        )
        return "The review is decided."
