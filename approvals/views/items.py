"""An item after the decision: its issues and deliveries, and taking back what was let out."""

from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from approvals.citing import Clauses, clauses_in_force
from approvals.exporting import export_of
from approvals.forms import CancelForm, RescheduleForm, TakeHeadlineForm, WithdrawForm, WithdrawPaperForm
from approvals.founding import Uncited, may_go_uncited
from approvals.issued import (
    MAILS,
    Act,
    clearances_of,
    has_headline,
    issues_shown,
    looks_of,
    mails_of,
    reasons_of,
    standing_of,
)
from approvals.reading import history_of, issues_of
from approvals.reason_forms import TakingBackForm
from approvals.regard.beside import regard_in
from approvals.repeated import withdrawn_already
from approvals.taking_headlines import NoHeadlineLeft, take_headline_away
from approvals.withdrawing import (
    NothingOut,
    Withdrawal,
    cancel_schedule,
    held_for,
    reschedule,
    withdraw,
)
from portal.channels.outbox.rows import RowKind
from portal.councils.form_views import CouncilFormView
from portal.councils.powers import Power
from portal.councils.templatetags.words import moment
from portal.councils.views import CouncilView
from portal.drafts.access import get_visible, works_on
from portal.drafts.costs.reaching import may_read_account
from portal.drafts.models import Communication
from portal.paging import counted_page
from portal.refusals import NotYours, Refusal


class IssuedItem(CouncilView):
    """What became of one item: for everybody who may read it; its mails for those who read all.

    Who did what, in what words it was waived and what looked at again, is for who may read the acts. Why something
    failed or is held is the council's own business: who acts for it from outside sees only how it stands.
    """

    def get(self, request: HttpRequest, communication: int) -> HttpResponse:
        """Show it."""
        item = get_visible(self.person, communication)
        issues = issues_shown(issues_of(item))
        words: dict[str, Any] = {
            "section": "queue",
            "item": item,
            "issues": issues,
            "clearances": clearances_of(item),
            "standing": standing_of(item, issues),
        }
        inside = works_on(self.person, item)
        if inside or self.person.may(Power.READ_RECORD):
            words |= {"acts": True, "looks": looks_of(item), "history": history_of(item), "inside": inside}
            words |= {"regard": regard_in(item), "reads_costs": may_read_account(self.person)}
        if inside:
            words["reasons"] = reasons_of(item)
        if inside and self.person.may(Power.READ_ALL):
            page = counted_page(mails_of(item), MAILS, request.GET.get("page"))
            words |= {"page": page, "mails": [Act(RowKind.DISPATCH, mail) for mail in page]}
        return render(request, "approvals/item.html", words)


class ExportItem(CouncilView):
    """All that is kept of one item as a file, for those who answer requests for information."""

    power = Power.READ_ALL

    def get(self, _request: HttpRequest, communication: int) -> HttpResponse:
        """Return it; NotYours for who merely sees that the item was issued."""
        item = get_visible(self.person, communication)
        if not works_on(self.person, item):
            raise NotYours("What is kept of this item is for those who work on it.")
        name = f"{self.council.slug}-item-{item.pk}.txt"
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        }
        text = export_of(self.person, item)
        return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)


class ItemForm(CouncilFormView):
    """A form about one item of this council, which returns to the item's page."""

    power = Power.DECIDE
    section = "queue"
    item: Communication

    def prepare(self, **kwargs: Any) -> None:
        """Find the item or raise Http404."""
        self.item = get_visible(self.person, kwargs["communication"])

    def words(self) -> dict[str, Any]:
        """Say which one."""
        return {"eyebrow": f"{self.item.spec.label}: {self.item}"}

    def next_address(self) -> str:
        """Return the item's page."""
        return reverse("issued_item", args=[self.council.slug, self.item.pk])


class TakingBack(ItemForm):
    """Takes back what was let out, with a reason and the clauses that it rests on."""

    def page(self, request: HttpRequest, form: forms.Form, status: int = 200) -> HttpResponse:
        """Show the form with the clauses of what is in force."""
        if isinstance(form, TakingBackForm):
            offered = Clauses(found=(), in_force=clauses_in_force(self.item))
            form.offer_to(offered, may_name_none=may_go_uncited(self.person, self.item))
        return super().page(request, form, status)

    def field_of(self, refusal: Refusal) -> str | None:
        """Return the list of clauses where none was chosen."""
        return "clause" if isinstance(refusal, Uncited) else None


class CancelSchedule(TakingBack):
    """Stops an issue that has not begun."""

    form_class = CancelForm
    heading = "Stop it before it goes out"
    lead = "It becomes a draft again. To go out after all it must be submitted and approved again."
    button = "Stop it"
    danger = True

    def act(self, form: forms.Form) -> str:
        """Stop it."""
        typed = cast("CancelForm", form)
        cancel_schedule(
            actor=self.person,
            communication_id=self.item.pk,
            reason=typed.cleaned_data["reason"],
            cites=typed.cites(),
        )
        return "It was stopped. Nothing of it goes out; it is a draft again."


class Reschedule(ItemForm):
    """Changes the time of an issue that has not begun."""

    form_class = RescheduleForm
    heading = "Change when it goes out"
    lead = "The approved text stays as it is."
    button = "Change the time"

    def act(self, form: forms.Form) -> str:
        """Change it."""
        waiting = reschedule(
            actor=self.person, communication_id=self.item.pk, go_at=form.cleaned_data["go_at"]
        )
        if why := held_for(waiting):
            return f"Its time is {moment(waiting.go_at)}, but as things stand it is held: {why}"
        if waiting.embargo_until and waiting.embargo_until > waiting.go_at:
            return f"Its time is {moment(waiting.go_at)}, and it is in public from {moment(waiting.embargo_until)}."
        return f"It goes out on {moment(waiting.go_at)}."


class Withdraw(TakingBack):
    """Withdraws the item in public, with a reason that readers see. What merely waits is stopped instead."""

    heading = "Withdraw it in public?"
    lead = (
        "Its page stays, empty of its text, with your reason. Its headline stays too, on the page, in the list and in "
        "feeds, unless you take it away below; so do notes of earlier corrections. Newspapers that had it are mailed. "
        "What is on paper cannot be taken back. This cannot be undone."
    )
    paper = (
        "It is noted as withdrawn, with your reason. What is on paper cannot be taken back, and what has not been "
        "made yet is not made any more. This cannot be undone."
    )
    button = "Yes, withdraw it in public"
    danger = True

    def prepare(self, **kwargs: Any) -> None:
        """Find the item; of what has neither page nor mail, ask for a reason alone and promise nothing more."""
        super().prepare(**kwargs)
        self.form_class = WithdrawForm if has_headline(self.item) else WithdrawPaperForm

    def words(self) -> dict[str, Any]:
        """Say which one, and what its withdrawal means."""
        if has_headline(self.item):
            return super().words()
        return {
            **super().words(),
            "heading": "Withdraw it?",
            "lead": self.paper,
            "button": "Yes, withdraw it",
        }

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the form; lead from what waits and has reached nobody to the page that stops it."""
        self.prepare(**kwargs)
        standing = standing_of(self.item, issues_shown(issues_of(self.item)))
        if standing.can_cancel and not standing.can_withdraw:
            return redirect(reverse("cancel_schedule", args=[self.council.slug, self.item.pk]))
        return super().get(request, **kwargs)

    def act(self, form: forms.Form) -> str:
        """Withdraw it."""
        typed = cast("TakingBackForm", form)
        headline = typed.cleaned_data.get("take_headline", False)
        try:
            done = withdraw(
                actor=self.person,
                communication_id=self.item.pk,
                reason=typed.cleaned_data["reason"],
                cites=typed.cites(),
                take_headline=headline,
            )
        except NothingOut:
            if at := withdrawn_already(self.person, self.item, typed.because(), take_headline=headline):
                return f"It is withdrawn: you withdrew it on {moment(at)}, and it was not withdrawn twice."
            raise
        return _withdrawn(done)


class TakeHeadline(TakingBack):
    """Takes the headline of a withdrawn item away too."""

    form_class = TakeHeadlineForm
    heading = "Take its headline away too?"
    lead = (
        "It is withdrawn, but its headline still stands on its page, in that page’s address, in the list and in feeds. "
        "Readers will see ‘Withdrawn:’ with the kind of item and its reference instead, and the earlier address leads "
        "on. Mails that newspapers have had stay as they are. This cannot be undone."
    )
    button = "Yes, take its headline away"
    danger = True

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the form where a headline stands that can go, else say that there is none."""
        self.prepare(**kwargs)
        if not standing_of(self.item, issues_shown(issues_of(self.item))).can_take_headline:
            raise NoHeadlineLeft
        return super().get(request, **kwargs)

    def act(self, form: forms.Form) -> str:
        """Take it away."""
        typed = cast("TakeHeadlineForm", form)
        told = take_headline_away(
            actor=self.person,
            communication_id=self.item.pk,
            reason=typed.cleaned_data["reason"],
            cites=typed.cites(),
        )
        return "Its headline is taken away. " + (
            "The newsroom is told." if told else "Nothing in public still has it."
        )


def _withdrawn(done: Withdrawal) -> str:
    """Return what became of a withdrawal, in words: also what it does not reach."""
    words = ["Withdrawn."]
    if done.told:
        words.append(f"{done.told} channel{' is' if done.told == 1 else 's are'} told to take it back.")
    if many := len(done.in_flight):
        what = "1 message is" if many == 1 else f"{many} messages are"
        words.append(
            f"{what} being sent this moment, or may have arrived, and cannot be recalled: what arrives is taken back "
            "afterwards where the channel can do that. Watch the deliveries below."
        )
    if done.out_of_reach:
        words.append(f"What went out by {' and '.join(done.out_of_reach)} cannot be taken back.")
    if len(words) == 1:
        words.append("Nothing had gone out yet, so no channel had to be told.")
    return " ".join(words)
