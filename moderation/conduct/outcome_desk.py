"""The pages on which a case is decided, its outcomes are carried out and looked at again, and its pack is taken."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse

from moderation.conduct.answering import reads
from moderation.conduct.carrying_out import (
    REVIEWED,
    close_case,
    link_seen,
    prove,
    review_suspension,
    stands_still,
)
from moderation.conduct.case_desk import CaseForm
from moderation.conduct.decide_forms import DecideForm, PackForm, ProveForm, ReviewForm, SuspendForm
from moderation.conduct.deciding import decide, kinds_for
from moderation.conduct.handling import own_words
from moderation.conduct.packing import take_pack
from moderation.conduct.seeing import handled_by, needs_minute
from moderation.conduct.states import Act
from moderation.conduct.suspending import suspend_meanwhile
from moderation.minutes import items_held
from moderation.models import ConductOutcome
from portal.channels.models import Channel
from portal.councils.form_views import ReasonedFormView
from portal.drafts.content import LONDON


class DecideCase(CaseForm):
    """Decides one outcome."""

    does = Act.DECIDE
    template_name = "moderation/conduct/decide.html"
    heading = "Decide"
    button = "Decide"
    lead = "It takes effect at once. A case may have several outcomes: decide them one after the other."

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer the outcomes that this case can have."""
        case = self.case
        return DecideForm(
            data,
            kinds=kinds_for(case),
            clauses=case.clauses.all(),
            evidence=case.evidence.filter(shared=True).exclude(kind="words"),
            channels=Channel.objects.filter(council=self.council, is_open=True).order_by("name", "pk"),
            items=items_held(self.person),
            by_minute=needs_minute(self.person, case),
            reads=reads(case),
        )

    def words(self) -> dict[str, Any]:
        """Show both sides."""
        own = own_words(self.case) if self.case.answer_came else None
        clauses = self.case.clauses.all()
        return {**super().words(), "case": self.case, "clauses": clauses, "own_words": own}

    def act(self, form: forms.Form) -> str:
        """Decide."""
        assert isinstance(form, DecideForm)  # noqa: S101  for the reader of types
        last = form.cleaned_data["ends_on"]
        until = datetime.combine(last + timedelta(days=1), time.min, LONDON) if last else None
        made = decide(actor=self.person, case_id=self.case.pk, decision=form.decision(until, self.sent))
        return f"Decided: {made.get_kind_display().lower()}."


class SuspendMeanwhile(CaseForm):
    """Suspends publishing rights until the case is decided."""

    does = Act.SUSPEND
    heading = "Suspend publishing rights until it is decided?"
    lead = (
        "It works at once, in open sessions too. They can still read, also why, and answer. What others see of it "
        "names no case. Until they are told what is alleged, that stands among what is due of you."
    )
    button = "Suspend"
    danger = True

    def make_form(self, data: Any = None) -> forms.Form:
        """Ask by which clause, why, until when it is looked at again."""
        return SuspendForm(
            data,
            clauses=self.case.clauses.all(),
            items=items_held(self.person),
            by_minute=needs_minute(self.person, self.case),
        )

    def act(self, form: forms.Form) -> str:
        """Suspend."""
        assert isinstance(form, SuspendForm)  # noqa: S101  for the reader of types
        typed = form.cleaned_data
        suspend_meanwhile(
            actor=self.person,
            case_id=self.case.pk,
            clause_id=int(typed["clause"]),
            reason=typed["reason"],
            review_on=typed["review_on"],
            seen=self.sent,
            **form.by(),
        )
        return "Their publishing rights are suspended."


class OutcomeForm(CaseForm):
    """A form about one outcome of a case."""

    outcome: ConductOutcome

    def prepare(self, **kwargs: Any) -> None:
        """Find the outcome where the person handles its case; refuse what its state does not let through."""
        rows = ConductOutcome.objects.filter(case__in=handled_by(self.person).values("pk"))
        related = (
            "evidence__publication",
            "evidence__comment_version",
            "closure",
            "channel",
            "suspension",
            "decided_by",
        )
        found = rows.select_related(*related).filter(pk=kwargs["pk"], kind__in=self.kinds()).first()
        if found is None:
            raise Http404
        self.outcome = found
        self.take(found.case_id)

    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of outcomes that the form is for."""
        return (ConductOutcome.Kind.REMOVAL, ConductOutcome.Kind.CLOSURE)


class ProveOutcome(OutcomeForm):
    """Says that content came down or an account closed, or what became of a request."""

    does = Act.PROVE
    template_name = "moderation/conduct/prove.html"
    heading = "It is done"
    button = "Say that it is done"

    def make_form(self, data: Any = None) -> forms.Form:
        """Ask what shows it."""
        return ProveForm(data, self.request.FILES if data is not None else None)

    def words(self) -> dict[str, Any]:
        """Show what was ordered, and what a worker saw behind its address."""
        stands = stands_still(self.outcome)
        return {**super().words(), "outcome": self.outcome, "stands": stands, "seen": link_seen(self.outcome)}

    def act(self, form: forms.Form) -> str:
        """Note it."""
        assert isinstance(form, ProveForm)  # noqa: S101  for the reader of types
        prove(
            actor=self.person,
            outcome_id=self.outcome.pk,
            note=form.cleaned_data["note"],
            shown=form.shown(),
            seen=self.sent,
        )
        return "It is noted, with what shows it."


class ReviewSuspension(OutcomeForm):
    """Records that a suspension was looked at again."""

    does = Act.REVIEW
    heading = "Look at the suspension again"
    button = "Record it"
    lead = "An appeal is decided by somebody who did not order it, or by a committee: then enter its minute."

    def kinds(self) -> tuple[str, ...]:
        """Return suspensions."""
        return REVIEWED

    def make_form(self, data: Any = None) -> forms.Form:
        """Ask why, and what comes of it."""
        needed = needs_minute(self.person, self.case)
        undecided = self.outcome.kind == ConductOutcome.Kind.MEANWHILE
        return ReviewForm(data, items=items_held(self.person), by_minute=needed, undecided=undecided)

    def act(self, form: forms.Form) -> str:
        """Record it."""
        assert isinstance(form, ReviewForm)  # noqa: S101  for the reader of types
        typed = form.cleaned_data
        made = review_suspension(
            actor=self.person,
            outcome_id=self.outcome.pk,
            kind=typed["why"],
            lifted=typed["lifted"] == "yes",
            reason=typed["reason"],
            **form.by(),
            review_on=typed["review_on"],
            seen=self.sent,
        )
        return f"Recorded: {made.get_result_display().lower()}."


class CloseCase(ReasonedFormView, CaseForm):
    """Closes a case."""

    does = Act.CLOSE
    heading = "Close the case"
    button = "Close it"
    lead = "What was decided is carried out. A suspension that runs can be looked at again all the same."

    def act_because(self, reason: str) -> str:
        """Close it."""
        close_case(actor=self.person, case_id=self.case.pk, reason=reason, seen=self.sent)
        return "The case is closed."


class TakePack(CaseForm):
    """Answers with the pack of a case; that it was taken, by whom and in which form is recorded."""

    does = Act.PACK
    form_class = PackForm
    heading = "Take a pack"
    button = "Take it"
    lead = (
        "For the Monitoring Officer, the disciplinary procedure or whoever engaged them: what is alleged, the clauses, "
        "the evidence with its hashes, the answer, what was decided and the history. Each time it is taken is recorded."
    )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Send the file, or show the form again."""
        self.prepare(**kwargs)
        form = self.make_form(request.POST)
        if not form.is_valid():
            return self.page(request, form, status=422)
        typed = form.cleaned_data
        named = typed["reporter"] == "yes"
        if named and not typed["reason"].strip():
            form.add_error("reason", "Say why it must name who reported.")
            return self.page(request, form, status=422)
        pack = take_pack(
            actor=self.person,
            case_id=self.case.pk,
            form=typed["form"],
            names_reporter=named,
            reason=typed["reason"],
        )
        headers = {
            "Content-Disposition": f'attachment; filename="{pack.name}"',
            "Cache-Control": "private, no-store",
        }
        return HttpResponse(pack.raw, content_type=pack.content_type, headers=headers)

    def act(self, form: forms.Form) -> str:  # noqa: ARG002
        """Do nothing: the answer to the form is the file."""
        return ""
