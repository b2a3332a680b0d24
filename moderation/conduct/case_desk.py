"""The pages of one case for who handles it: the case, and each step up to its decision."""

from io import BytesIO
from typing import Any

from django import forms
from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from moderation.conduct.answering import answer_by, enter_answer, reads, tell_subject
from moderation.conduct.capturing import TYPES, add_evidence, pixels_alone
from moderation.conduct.decide_forms import MoreEvidenceForm, SetAsideForm
from moderation.conduct.desk import SECTION
from moderation.conduct.forms import EnterAnswerForm, TakeUpForm, TellForm, clause_choices
from moderation.conduct.handling import facts_of, mark_of, refuse
from moderation.conduct.history import history_of
from moderation.conduct.keys import reported_it
from moderation.conduct.marking import MarkedForm
from moderation.conduct.reporting import speakers
from moderation.conduct.seeing import about_me, get_handled, handled_by, needs_minute, require_handling
from moderation.conduct.states import Act, refusal
from moderation.conduct.triaging import clauses_in_force, set_aside, take_up
from moderation.lost import read_kept
from moderation.minutes import items_held
from moderation.models import ConductCase, ConductEvidence, ConductReview
from policies.documents.citing import cited
from policies.models import Clause
from portal.councils.models import Membership
from portal.councils.templatetags.words import day
from portal.councils.views import CouncilView
from portal.drafts.content import LONDON


class CasePage(CouncilView):
    """One case, with everything in it, for who handles it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it, with the acts that its state lets through."""
        case = get_handled(self.person, pk)
        facts = facts_of(case)
        outcomes = case.outcomes.select_related(
            "clause",
            "decided_by__user",
            "suspension",
            "closure",
            "evidence__publication",
            "done_by__user",
            "agenda_item__meeting",
        )
        reviews = ConductReview.objects.select_related("entered_by__user", "agenda_item__meeting")
        words = {
            "section": SECTION,
            "case": case,
            "clauses": case.clauses.all(),
            "evidence": case.evidence.select_related("publication", "comment_version", "added_by__user"),
            "outcomes": outcomes.prefetch_related(Prefetch("reviews", reviews)),
            "history": history_of(case),
            "may": {act.value for act in Act if not refusal(case.state, act, facts)},
            "why_not": refusal(case.state, Act.DECIDE, facts),
            "own_report": reported_it(case, self.person.user_id),
            "now": timezone.now(),
        }
        return render(request, "moderation/conduct/case.html", words)


class EvidenceFile(CouncilView):
    """A file that is evidence: for who handles the case, and for whom it is about where they are shown it."""

    def get(self, _request: HttpRequest, pk: int) -> HttpResponseBase:
        """Send it, to be kept and not opened in the page. Raises FileMissing, which is a page that says so."""
        rows = ConductEvidence.objects.filter(pk=pk, kind="file").exclude(file="")
        found = rows.filter(case__in=handled_by(self.person).values("pk")).first()
        theirs = rows.filter(shared=True, case__in=about_me(self.person).values("pk"))
        shown, found = found is None, found or theirs.first()
        if found is None:
            raise Http404
        raw = read_kept(found.file, found.sha256)
        answer = FileResponse(
            BytesIO(pixels_alone(raw, found.file_kind) if shown else raw),
            as_attachment=True,
            filename=f"evidence-{found.pk}.{found.file_kind}",
            content_type=TYPES[found.file_kind],
        )
        answer["Cache-Control"] = "private, no-store"
        return answer


class CaseForm(MarkedForm):
    """A form about one case, which returns to it; the table of states is asked before it is shown."""

    section = SECTION
    template_name = "moderation/conduct/step.html"
    case: ConductCase
    does: Act

    def prepare(self, **kwargs: Any) -> None:
        """Find the case, and refuse what its state does not let through."""
        self.take(kwargs["pk"])

    def take(self, case_id: int) -> None:
        """Note how the case stands, then find it: what happens in between is refused, and never missed."""
        self.mark = mark_of(self.council.pk, case_id)
        self.case = get_handled(self.person, case_id)
        require_handling(self.person)
        refuse(self.case, self.does)

    def words(self) -> dict[str, Any]:
        """Say which case."""
        return {**super().words(), "eyebrow": f"Case {self.case.reference}"}

    def offered(self) -> tuple[list[Membership], int | None]:
        """Return whom the case can be about, and whom it is about as far as that is known."""
        people, subject = speakers(self.council.pk), self.case.subject
        if subject is not None and subject.pk not in {one.pk for one in people}:
            people.append(subject)
        return people, subject.pk if subject else None

    def next_address(self) -> str:
        """Return the case, or the lists where it passed to somebody else."""
        if handled_by(self.person).filter(pk=self.case.pk).exists():
            return reverse("conduct_case", args=[self.council.slug, self.case.pk])
        return reverse("conduct", args=[self.council.slug])


def _shown(clause: Clause) -> str:
    return f"{cited(clause.ref, clause.printed)}: {clause.text or clause.heading}"[:120]


class TakeUp(CaseForm):
    """Takes a report up."""

    does = Act.TAKE_UP
    heading = "Take it up"
    button = "Take it up"
    lead = "They are told of nothing yet: that is the next step."

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer who speaks for the council, and the clauses in force."""
        people, member = self.offered()
        clauses = clause_choices(clauses_in_force(self.council.pk), _shown)
        return TakeUpForm(data, people=people, clauses=clauses, member=member)

    def act(self, form: forms.Form) -> str:
        """Take it up, or pass it on where it is about the clerk."""
        assert isinstance(form, TakeUpForm)  # noqa: S101  for the reader of types
        made = take_up(
            actor=self.person,
            case_id=self.case.pk,
            subject_id=int(form.cleaned_data["member"]),
            clause_ids=form.clause_ids(),
            reason=form.cleaned_data["reason"],
            seen=self.sent,
        )
        if made.route != self.case.route:
            return f"Case {made.reference} passed on: {made.get_route_display().lower()} handles it now."
        return "The case is taken up."


class SetAside(CaseForm):
    """Takes a report no further."""

    does = Act.SET_ASIDE
    heading = "Take it no further"
    button = "Take it no further"
    lead = "Whoever it is about is not told of it. The case is over by this."

    def make_form(self, data: Any = None) -> forms.Form:
        """Ask whom it is about, why, and the minute where only a committee decides."""
        people, member = self.offered()
        return SetAsideForm(
            data,
            people=people,
            member=member,
            items=items_held(self.person),
            by_minute=needs_minute(self.person, self.case),
        )

    def act(self, form: forms.Form) -> str:
        """Set it aside, or pass it on to whoever handles it."""
        assert isinstance(form, SetAsideForm)  # noqa: S101  for the reader of types
        words = {name: form.cleaned_data[name] for name in ("why", "reason")}
        which: dict[str, Any] = {"case_id": self.case.pk, "subject_id": form.cleaned_data["member"]}
        made = set_aside(actor=self.person, seen=self.sent, **which, **words, **form.by())
        if made.over_at is None:
            return f"Case {made.reference} passed on: {made.get_route_display().lower()} handles it now."
        return "It is taken no further."


class TellThem(CaseForm):
    """Tells whom it is about what is alleged."""

    does = Act.TELL
    heading = "Tell them what is alleged"
    button = "Tell them"

    def make_form(self, data: Any = None) -> forms.Form:
        """Offer the evidence."""
        return TellForm(data, evidence=self.case.evidence.all(), reads=reads(self.case))

    def words(self) -> dict[str, Any]:
        """Say by when they answer."""
        today = timezone.localdate(timezone=LONDON)
        last = answer_by(self.council.pk, today)
        who = self.case.subject.shown_name if self.case.subject else ""
        told = f"{who} answers by {day(last)}, and nothing is decided before that or the answer."
        return {**super().words(), "lead": told}

    def act(self, form: forms.Form) -> str:
        """Tell them."""
        typed = form.cleaned_data
        chosen = [int(one) for one in typed.get("evidence", [])]
        tell_subject(
            actor=self.person,
            case_id=self.case.pk,
            alleged=typed["alleged"],
            evidence_ids=chosen,
            served=typed.get("served", ""),
            seen=self.sent,
        )
        return "They are told, and asked to answer."


class EnterAnswer(CaseForm):
    """Enters an answer that was given outside the desk."""

    does = Act.ANSWER
    form_class = EnterAnswerForm
    heading = "Enter their answer"
    button = "Enter it"
    lead = "What they gave on paper or by mail, in their own words. It is entered once, and stays as it is."

    def act(self, form: forms.Form) -> str:
        """Enter it."""
        made = enter_answer(actor=self.person, case_id=self.case.pk, seen=self.sent, **form.cleaned_data)
        return "Their answer is kept, and marked as late." if made.answered_late else "Their answer is kept."


_SEE = "They were told: they see this at once, and the date for their answer begins anew."
_SERVE = (
    "They were told, and are in office no more: serve them with this. The date for their answer begins anew."
)


class AddEvidence(CaseForm):
    """Keeps more evidence."""

    does = Act.ADD
    heading = "Add evidence"
    button = "Keep it"

    def words(self) -> dict[str, Any]:
        """Say who sees it."""
        lead = ""
        if self.case.told_at is not None:
            lead = _SEE if reads(self.case) else _SERVE
        return {**super().words(), "lead": lead}

    def make_form(self, data: Any = None) -> forms.Form:
        """Ask for it."""
        unread = self.case.told_at is not None and not reads(self.case)
        return MoreEvidenceForm(data, self.request.FILES if data is not None else None, unread=unread)

    def act(self, form: forms.Form) -> str:
        """Keep it."""
        assert isinstance(form, MoreEvidenceForm)  # noqa: S101  for the reader of types
        made = add_evidence(
            actor=self.person,
            case_id=self.case.pk,
            shown=form.shown(),
            served=form.cleaned_data.get("served", ""),
            seen=self.sent,
        )
        return f"{len(made)} {'piece' if len(made) == 1 else 'pieces'} of evidence kept."
