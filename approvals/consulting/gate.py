"""What must have been asked, and how long is waited, before somebody clears an item; and who never clears it alone."""

from datetime import datetime, timedelta

from django.utils import timezone

from approvals.consulting.standing import About, Consulted, Standing, standing_of
from approvals.models import ConsultRule, ItemConsultation
from policies.evaluate import Verdict
from policies.gathering import running_at
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.councils.templatetags.words import moment
from portal.drafts.models import Communication, Revision
from portal.refusals import NotYours, Refusal

SENSITIVE = frozenset({"confidential-matter", "sensitive-matter"})


class NotConsulted(Refusal):
    """Somebody must be asked first, or is waited for still."""


def refuse_unconsulted(actor: Person, item: Communication, revision: Revision, found: Verdict) -> Standing:
    """Raise unless everybody was asked whom the item, or the council's setting, wants asked, and answered or had time.

    Raises NotYours for whom the item is about (unless the council referred this very text back to them), NotConsulted
    otherwise. Returns how the item stands. One query, two where the setting speaks of periods.
    """
    standing = standing_of(item)
    refuse_own(actor, standing, revision)
    for one in standing.about:
        _refuse_unasked(actor, standing, one, revision)
    sensitive = any(finding.check in SENSITIVE for finding in found.findings)
    holds = {ConsultRule.When.ALWAYS.value: True, ConsultRule.When.SENSITIVE.value: sensitive}
    if any(rule.when == ConsultRule.When.PERIOD for rule in standing.wanted):
        now = timezone.now()
        holds[ConsultRule.When.PERIOD.value] = running_at(item.council_id, now).exists()
    for rule in standing.wanted:
        if holds[rule.when]:
            asked = [row for row in standing.consulted if row.office == rule.office]
            _refuse_waiting(asked, f"the {rule.office_label}", revision, timedelta(hours=rule.hours))
    return standing


def refuse_own(actor: Person, standing: Standing, revision: Revision) -> None:
    """Raise NotYours for somebody whom the item is about, unless the chairman entered the council's referral of it."""
    if all(one.user_id != actor.user_id for one in standing.about):
        return
    if any(_referred(row) and row.revision_id == revision.pk for row in standing.consulted):
        return
    raise NotYours(
        "This item is about you, so you cannot clear it alone: it goes to the council.",
        f"Somebody else who may decide can clear it. Or the {actor.council.chair_title} enters the council’s minute "
        "that refers this text back to you.",
    )


def _referred(row: Consulted) -> bool:
    return row.why == ItemConsultation.Why.REFERRED and row.view == "agree"


def _refuse_unasked(actor: Person, standing: Standing, about: About, revision: Revision) -> None:
    if about.role in {Role.CLERK, Role.OFFICER}:
        referred = [row for row in standing.consulted if row.why == ItemConsultation.Why.REFERRED]
        _refuse_waiting(
            referred, f"the {actor.council.chair_title}, since it is about {about.name},", revision
        )
        return
    asked = [row for row in standing.consulted if row.member_id == about.member_id]
    _refuse_waiting(asked, f"{about.name}, whom it is about,", revision)


def _refuse_waiting(
    asked: list[Consulted], who: str, revision: Revision, given: timedelta = timedelta(0)
) -> None:
    """Raise NotConsulted unless one of ``asked`` answered on this text, or had ``given`` and what the clerk gave."""
    who = who.rstrip(",")
    asked = [row for row in asked if not row.over]
    if any(row.revision_id == revision.pk for row in asked):
        return
    silent = [row for row in asked if not row.view]
    if not silent and asked:
        raise NotConsulted(
            f"The text was changed since {who} gave a view of it.",
            "Nothing was changed. Consult them again on the text as it stands, then approve.",
        )
    if not silent:
        raise NotConsulted(
            f"First ask {who} for their view.", "Nothing was changed. Consult them, then approve."
        )
    until = min(_waited_for(row, revision, given) for row in silent)
    if until > timezone.now():
        raise NotConsulted(
            f"The view of {who} is waited for until {moment(until)}.",
            "Nothing was changed. Approve once they have given it, or after that time.",
        )


def _waited_for(row: Consulted, revision: Revision, given: timedelta) -> datetime:
    """Return until when a view is waited for: the time runs from when they were asked and the text stood as it is."""
    return max(row.asked_at, revision.at) + max(row.wait_until - row.asked_at, given)
