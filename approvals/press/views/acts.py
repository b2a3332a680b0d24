"""What is done about one enquiry of the press: each act a page of its own with one form."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from approvals.models import Consultation, Enquiry
from approvals.press import briefing, choosing, consulting, taking
from approvals.press.forms import (
    BriefForm,
    ChooseForm,
    ConsultForm,
    EnquiryForm,
    ViewForm,
)
from approvals.press.seeing import get_enquiry, require_inside
from portal.councils.form_views import CouncilFormView, ReasonedFormView
from portal.councils.views import CouncilView
from portal.refusals import NotYours


class TakeEnquiry(CouncilFormView):
    """Passes on what the press asks."""

    section = "press"
    heading = "Pass on what the press asks"
    button = "Pass it on"
    made: Enquiry | None = None

    def prepare(self, **kwargs: Any) -> None:  # noqa: ARG002  the address names nothing
        """Refuse who acts for the council from outside."""
        require_inside(self.person)

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer the press list, the matters that they know of, and the people."""
        return EnquiryForm(data, person=self.person)

    def words(self) -> dict[str, Any]:
        """Say above the form what becomes of it."""
        clerk, chair = self.council.clerk_title, self.council.chair_title
        return {
            "lead": f"Whoever is asked by the press passes it on: the {clerk} answers it, or chooses with the {chair} "
            "who speaks. Promise nothing but that somebody will come back to them."
        }

    def act(self, form: forms.Form) -> str:
        """Pass it on."""
        assert isinstance(form, EnquiryForm)  # noqa: S101  for the reader of types
        self.made = taking.take_enquiry(actor=self.person, asked=form.asked())
        return "It is passed on. Whoever decides for the council has been told."

    def next_address(self) -> str:
        """Return the enquiry, or the list before there is one."""
        if self.made is not None:
            return reverse("press_enquiry", args=[self.council.slug, self.made.pk])
        return reverse("press", args=[self.council.slug])


class AboutEnquiry(CouncilFormView):
    """A form about one enquiry, which leads back to its page."""

    section = "press"
    enquiry: Enquiry

    def prepare(self, **kwargs: Any) -> None:
        """Find it, or raise Http404."""
        self.enquiry = get_enquiry(self.person, kwargs["pk"])

    def words(self) -> dict[str, Any]:
        """Say above the form which enquiry it is."""
        return {"eyebrow": self.enquiry.topic}

    def next_address(self) -> str:
        """Return the enquiry's page."""
        return reverse("press_enquiry", args=[self.council.slug, self.enquiry.pk])


class LeadsEnquiry(AboutEnquiry):
    """As that, for who leads what is done about it; others are refused in words before they type."""

    def prepare(self, **kwargs: Any) -> None:
        """Find it, and refuse who does not lead it."""
        super().prepare(**kwargs)
        choosing.require_lead(self.person, self.enquiry)


class ChangeEnquiry(LeadsEnquiry):
    """Corrects or completes what was noted."""

    heading = "Correct what was noted"
    lead = "What stood here before is kept with the record."

    def make_form(self, data: Any = None) -> forms.Form:
        """Show what is noted now."""
        return EnquiryForm(data, person=self.person, enquiry=self.enquiry)

    def act(self, form: forms.Form) -> str:
        """Change it."""
        assert isinstance(form, EnquiryForm)  # noqa: S101  for the reader of types
        taking.change_enquiry(actor=self.person, enquiry_id=self.enquiry.pk, asked=form.asked())
        return "What is noted was changed."


class Acknowledge(CouncilView):
    """Notes that they were told that the council has it."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Note it."""
        found = get_enquiry(self.person, pk)
        taking.acknowledge(actor=self.person, enquiry_id=found.pk)
        messages.success(request, "It is noted that they were told.")
        return redirect("press_enquiry", council=self.council.slug, pk=found.pk)


class Consult(LeadsEnquiry):
    """Asks somebody for their view."""

    heading = "Ask for a view"
    lead = "They are told at once. Their view is recorded, and you decide."
    button = "Ask"

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer who may know of it."""
        return ConsultForm(data, person=self.person, enquiry=self.enquiry)

    def act(self, form: forms.Form) -> str:
        """Ask."""
        member = form.cleaned_data["member"]
        consulting.consult(actor=self.person, enquiry_id=self.enquiry.pk, member_id=member.pk)
        return f"{member.shown_name} is asked."


class SayView(AboutEnquiry):
    """The person's own view."""

    form_class = ViewForm
    heading = "Say what you think of it"
    button = "Say it"

    def prepare(self, **kwargs: Any) -> None:
        """Find it, and refuse who was not asked."""
        super().prepare(**kwargs)
        if not self.enquiry.consultations.filter(member=self.person.membership).exists():
            raise NotYours("You were not asked about this enquiry.")

    def act(self, form: forms.Form) -> str:
        """Say it."""
        view = form.cleaned_data["view"]
        consulting.say_view(actor=self.person, enquiry_id=self.enquiry.pk, view=view)
        return "Your view is recorded."


class NoteView(LeadsEnquiry):
    """Notes what somebody said aloud."""

    form_class = ViewForm
    heading = "Note what they said"
    lead = "The page says that you noted it."
    button = "Note it"
    asked: Consultation

    def prepare(self, **kwargs: Any) -> None:
        """Find whose view it is, or raise Http404."""
        super().prepare(**kwargs)
        found = self.enquiry.consultations.filter(member_id=kwargs["member"]).first()
        if found is None:
            raise Http404
        self.asked = found

    def act(self, form: forms.Form) -> str:
        """Note it."""
        consulting.note_view(
            actor=self.person,
            enquiry_id=self.enquiry.pk,
            member_id=self.asked.member_id,
            view=form.cleaned_data["view"],
        )
        return "The view is noted."


class Choose(LeadsEnquiry):
    """Puts somebody forward to speak."""

    heading = "Choose who speaks"
    lead = "In liaison with the Mayor or Chairman. They are told, and are given a card to read before they speak."
    button = "Put them forward"

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer who may know of it."""
        return ChooseForm(data, person=self.person, enquiry=self.enquiry)

    def act(self, form: forms.Form) -> str:
        """Put them forward."""
        member, reason = form.cleaned_data["member"], form.cleaned_data["reason"]
        choosing.choose(actor=self.person, enquiry_id=self.enquiry.pk, member_id=member.pk, reason=reason)
        return f"{member.shown_name} is put forward. Make the card next."


class PutNobodyForward(ReasonedFormView, AboutEnquiry):
    """Takes it back that somebody speaks; or they decline."""

    heading = "Put nobody forward?"
    lead = "Whoever was put forward does not speak on this. Somebody else can be chosen."
    button = "Put nobody forward"
    danger = True

    def prepare(self, **kwargs: Any) -> None:
        """Find it, and refuse who neither leads it nor speaks on it."""
        super().prepare(**kwargs)
        speaker = briefing.speaking(self.enquiry)
        if speaker is None or speaker.member_id != self.person.membership.pk:
            choosing.require_lead(self.person, self.enquiry)

    def act_because(self, reason: str) -> str:
        """Take it back."""
        choosing.put_nobody_forward(actor=self.person, enquiry_id=self.enquiry.pk, reason=reason)
        return "Nobody is put forward now."


class Brief(LeadsEnquiry):
    """Makes the card of who speaks."""

    heading = "Make the card"
    lead = (
        "The portal adds what may be said of the matter, and how an officer or a member speaks. They confirm that they "
        "read it before they speak."
    )
    button = "Give them the card"

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer the positions that hold."""
        return BriefForm(data, enquiry=self.enquiry)

    def act(self, form: forms.Form) -> str:
        """Make it."""
        assert isinstance(form, BriefForm)  # noqa: S101  for the reader of types
        briefing.brief(actor=self.person, enquiry_id=self.enquiry.pk, written=form.written())
        return "The card is made. They are asked to read it."


class ConfirmRead(CouncilView):
    """The word of who speaks that they read the card that the page showed."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Note it."""
        found = get_enquiry(self.person, pk)
        sha256 = request.POST.get("sha256", "")
        briefing.confirm_read(actor=self.person, enquiry_id=found.pk, sha256=sha256)
        messages.success(request, "It is noted that you read the card. You can speak to them now.")
        return redirect("press_enquiry", council=self.council.slug, pk=found.pk)
