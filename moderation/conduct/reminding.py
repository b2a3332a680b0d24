"""What is due in cases of conduct: an answer's date that passed, what is to be done, a suspension to be looked at."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from moderation.conduct.carrying_out import REVIEWED
from moderation.conduct.seeing import ABOUT, Offices
from moderation.conduct.states import OVER, CaseState
from moderation.models import ConductCase, ConductOutcome
from portal.channels.models import Notice
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.channels.probing.probing import want
from portal.councils.models import Suspension
from portal.councils.models.authority import in_force
from portal.drafts.content import LONDON

AT_ONCE = 200
UNTOUCHED = timedelta(days=7)
"""After which a report that nobody triaged, or of which nobody was told, is due."""


class HeldBy:
    """Who handles each of many cases; of each council it is asked once who holds its offices."""

    def __init__(self) -> None:
        self._of: dict[int, Offices] = {}

    def handlers_of(self, case: ConductCase) -> list[int]:
        """Return whom moderation.conduct.seeing.handlers_of() does."""
        if case.council_id not in self._of:
            self._of[case.council_id] = Offices(case.council_id)
        return self._of[case.council_id].handlers_of(case)


def remind_of_conduct() -> int:
    """Tell who handles a case of what came due in it since, on its day and then weekly; return how many cases.

    Of all that is due in a case by then they are told at once. A suspension that has an end ends by itself; nothing
    here ends or lifts anything. Safe to run twice.
    """
    today = timezone.localdate(timezone=LONDON)
    due = _untold(today, {*_waiting(), *_unanswered(today), *_undone(today), *_to_review(today)})
    cases = ConductCase.objects.select_related("subject").filter(pk__in=sorted(due)[:AT_ONCE])
    count, offices = 0, HeldBy()
    for case in cases.order_by("pk"):
        with transaction.atomic():
            tell(
                council_id=case.council_id,
                what=What.CONDUCT_DUE,
                about=(ABOUT, case.pk),
                recipients=offices.handlers_of(case),
                occasion=due[case.pk],
            )
        count += 1
    return count


def tell_new_handlers() -> int:
    """Tell who handles a case now and was never told that it is there; return how many cases. Safe to run twice.

    Nobody may have been in office who could receive it, or whoever was told has left since.
    """
    open_cases = ConductCase.objects.exclude(state__in=OVER)
    told: dict[int, set[int | None]] = {}
    rows = Notice.objects.filter(what=What.CONDUCT_REPORTED.value, object_type=ABOUT)
    rows = rows.filter(object_id__in=open_cases.values("pk"))
    for case_id, recipient in rows.values_list("object_id", "recipient_id"):
        told.setdefault(case_id, set()).add(recipient)
    count, offices = 0, HeldBy()
    for case in open_cases.select_related("subject").order_by("pk"):
        missing = [one for one in offices.handlers_of(case) if one not in told.get(case.pk, set())]
        if not missing:
            continue
        with transaction.atomic():
            tell(
                council_id=case.council_id,
                what=What.CONDUCT_REPORTED,
                about=(ABOUT, case.pk),
                recipients=missing,
            )
        count += 1
    return count


def want_links() -> int:
    """Have a worker look behind the addresses that are to come down, so that a page can say what is there now."""
    orders = ConductOutcome.objects.filter(kind="removal", done_at__isnull=True, erased_at__isnull=True)
    rows = orders.values_list("evidence__kind", "evidence__link", "account")
    links = {link if kind == "link" else account for kind, link, account in rows}
    return want([one for one in sorted(links) if one.startswith(("http://", "https://"))])


def _untold(today: date, due: set[tuple[int, date]]) -> dict[int, int]:
    """Return the cases with something ``due`` of which nobody was told, each with the occasion of the notice.

    That is the last day on which something in the case came due, or was due for whole weeks. One query.
    """
    latest: dict[int, int] = {}
    for case_id, since in due:
        reminded = today.toordinal() - (today - since).days % 7
        latest[case_id] = max(latest.get(case_id, 0), reminded)
    rows = Notice.objects.filter(what=What.CONDUCT_DUE.value, object_type=ABOUT, object_id__in=latest)
    told = dict(rows.values_list("object_id").annotate(last=Max("occasion")))
    return {case_id: day for case_id, day in latest.items() if day > told.get(case_id, 0)}


def _day(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def _waiting() -> set[tuple[int, date]]:
    """Return what nobody looked at for a week, or took up and told nobody of; each here with the day it was due."""
    rows = ConductCase.objects.filter(state__in=[CaseState.REPORTED, CaseState.TAKEN_UP])
    rows = rows.filter(reported_at__lte=timezone.now() - UNTOUCHED)
    return {(pk, _day(at + UNTOUCHED)) for pk, at in rows.values_list("pk", "reported_at")}


def _unanswered(today: date) -> set[tuple[int, date]]:
    rows = ConductCase.objects.filter(state=CaseState.AWAITING, answer_by__lt=today)
    days = rows.values_list("pk", "answer_by")
    return {(pk, last + timedelta(days=1)) for pk, last in days if last is not None}


def _undone(today: date) -> set[tuple[int, date]]:
    rows = ConductOutcome.objects.filter(
        due_on__lte=today, done_at__isnull=True, case__state=CaseState.DECIDED
    )
    return {(case_id, day) for case_id, day in rows.values_list("case_id", "due_on") if day is not None}


def _to_review(today: date) -> set[tuple[int, date]]:
    running = Suspension.objects.filter(in_force(timezone.now()), review_on__lte=today)
    rows = ConductOutcome.objects.filter(kind__in=REVIEWED, suspension__in=running.values("pk"))
    days = rows.values_list("case_id", "suspension__review_on")
    return {(case_id, day) for case_id, day in days if day is not None}
