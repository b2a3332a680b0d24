"""The desk's pages on which somebody acts on a notice: each a form, each one verb."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from moderation.models import DefamationNotice
from moderation.notices import desk_forms as own
from moderation.notices.answering import answer_notice
from moderation.notices.checking import name_comment, pass_on
from moderation.notices.deciding import lift_order, obey_order
from moderation.notices.forms import NO, YES
from moderation.notices.outstanding import how_it_went
from moderation.notices.particulars import Particulars
from moderation.notices.receiving import complete_notice, receive_notice
from moderation.notices.seeing import get_notice, require_handling
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.councils.templatetags.words import day


class EnterNotice(CouncilFormView):
    """Enters a notice that came by letter or email."""

    power = Power.READ_ALL
    section = "moderation"
    heading = "Enter a notice of defamation"
    lead = (
        "Enter what came, part by part. Leave empty what it does not say: the answer names what is missing. The law "
        "gives the council 48 hours of business days from when it came."
    )
    button = "Enter it"
    made: DefamationNotice | None = None

    def prepare(self, **kwargs: Any) -> None:  # noqa: ARG002  the address names nothing
        """Refuse who deals with no notices."""
        require_handling(self.person)

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form, with the comment that a link names."""
        named = self.request.GET.get("comment", "")[:40]
        return own.EnterNoticeForm(data, initial={"comment_reference": named})

    def act(self, form: forms.Form) -> str:
        """Enter it."""
        assert isinstance(form, own.EnterNoticeForm)  # noqa: S101  for the reader of types
        self.made = receive_notice(actor=self.person, council_id=self.council.pk, given=form.whole())
        return f"It is entered as {self.made.reference}. Check now whether it is complete."

    def next_address(self) -> str:
        """Return what was entered, or the list."""
        if self.made is not None:
            return reverse("defamation_notice", args=[self.council.slug, self.made.pk])
        return reverse("defamation_notices", args=[self.council.slug])


class OfNotice(CouncilFormView):
    """What the pages of one notice share."""

    power = Power.READ_ALL
    section = "moderation"
    notice: DefamationNotice

    def prepare(self, **kwargs: Any) -> None:
        """Find the notice; refuse who does not deal with notices."""
        self.notice = get_notice(self.person, kwargs["pk"])
        require_handling(self.person)

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form, which knows how much had happened when it was shown."""
        return self.form_class(data, initial={"steps": self.notice.steps})

    def words(self) -> dict[str, Any]:
        """Return which notice it is."""
        return {"eyebrow": f"Notice of defamation {self.notice.reference}"}

    def next_address(self) -> str:
        """Return the notice."""
        return reverse("defamation_notice", args=[self.council.slug, self.notice.pk])


class CompleteNotice(OfNotice):
    """Enters what was missing, as it came by letter or email."""

    heading = "Enter what was missing"
    lead = "Enter the whole notice as it stands now. The 48 hours begin again with when this came."
    button = "Enter it"

    def make_form(self, data: Any = None) -> forms.Form:
        """Return the form, filled with what is known."""
        known: dict[str, Any] = {
            name: getattr(self.notice, name) for name in Particulars.__dataclass_fields__
        }
        for name in ("name_passed", "email_passed"):
            known[name] = {True: YES, False: NO, None: ""}[known[name]]
        comment = self.notice.comment
        reference = comment.reference if comment else ""
        more = {"comment_reference": reference, "says_repeated": self.notice.says_repeated}
        return own.EnterNoticeForm(data, initial={**known, **more})

    def act(self, form: forms.Form) -> str:
        """Take it in."""
        assert isinstance(form, own.EnterNoticeForm)  # noqa: S101  for the reader of types
        complete_notice(actor=self.person, notice_id=self.notice.pk, given=form.whole())
        return "It is entered. Check now whether it is complete."


class NameComment(OfNotice):
    """Says which comment the notice is about."""

    form_class = own.NameCommentForm
    heading = "Which comment is it about?"
    lead = "A notice that was found complete is checked again after that, in the same time."
    button = "It is this one"

    def make_form(self, data: Any = None) -> forms.Form:
        """Ask for its reference."""
        comment = self.notice.comment
        known = {"about": comment.reference if comment else "", "steps": self.notice.steps}
        return own.NameCommentForm(data, initial=known)

    def act(self, form: forms.Form) -> str:
        """Note it."""
        typed = form.cleaned_data
        name_comment(
            actor=self.person, notice_id=self.notice.pk, reference=typed["about"], steps=typed["steps"]
        )
        return "It is noted which comment it is about."


class PassOn(OfNotice):
    """Passes the notice on to the poster."""

    form_class = own.PassOnForm
    heading = "Pass it on to the poster"
    lead = (
        "Read on the notice’s page what the poster gets to see, above all that the complainant’s name is withheld "
        "where they want it. The letter goes by email at once, and the complainant is told; the five days begin."
    )
    button = "Pass it on"

    def act(self, form: forms.Form) -> str:
        """Pass it on."""
        typed = form.cleaned_data
        made = pass_on(
            actor=self.person,
            notice_id=self.notice.pk,
            withhold=typed["withhold"],
            steps=typed["steps"],
        )
        return f"It is passed on. The poster has until the end of {day(made.last_day)}."


class EnterAnswer(OfNotice):
    """Enters what the poster answered by letter or email."""

    heading = "Enter the poster’s answer"
    lead = (
        "Enter what came; leave empty what it does not say. What came in time counts, whenever you enter it."
    )
    button = "Enter it"

    def make_form(self, data: Any = None) -> forms.Form:
        """Ask for it, complete or not."""
        now = timezone.now().replace(second=0, microsecond=0)
        return own.EnterAnswerForm(data, initial={"came_at": now})

    def act(self, form: forms.Form) -> str:
        """Take it in."""
        assert isinstance(form, own.EnterAnswerForm)  # noqa: S101  for the reader of types
        typed = form.cleaned_data
        answer_notice(
            actor=self.person,
            notice_id=self.notice.pk,
            answer=form.answer(),
            note=typed["note"],
            came_at=typed["came_at"],
        )
        return "The answer is entered."


class ObeyOrder(OfNotice):
    """Enters what a court ordered, and does it."""

    form_class = own.OrderForm
    heading = "A court ordered something"
    lead = "What a court orders is done at once, however the notice stands. Take advice where the order is not plain."
    button = "Do it"
    danger = True

    def act(self, form: forms.Form) -> str:
        """Do it."""
        typed = form.cleaned_data
        entered = {"notice_id": self.notice.pk, "note": typed["order"], "steps": typed["steps"]}
        if typed["orders"] == own.LIFTED:
            lift_order(actor=self.person, **entered)
            return "It is noted. The comment stays down until the notice is closed and somebody rules on it."
        removes = typed["orders"] == own.REMOVAL
        found = obey_order(actor=self.person, removes=removes, **entered)
        return how_it_went(found) if removes else "The details are disclosed to the complainant."
