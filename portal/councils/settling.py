"""Changing a council's settings where a wrong one would lock everybody out, or let something out."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from portal.councils.circumstances import bump
from portal.councils.models import Body, Council
from portal.councils.people import Person, people_who_may
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated

DETAILS = {
    "name": "Name of the council",
    "clerk_title": "Title of the clerk",
    "chair_title": "Title of the chairman",
    "deputy_title": "Title of the deputy",
    "address": "Postal address",
    "telephone": "Telephone",
    "email": "Email address",
    "website": "Website",
    "social_handle": "Name on social media",
    "retention_years": "Years that texts are kept",
    "child_age": "Age below which a guardian answers for a child in a picture",
    "answers_within": "How soon what the public says is answered",
    "minutes_within": "By when the minutes of a meeting are published",
    "press_hours": "Hours within which the press is told that the council has its request",
}
"""What the clerk may change about the council itself, and what each is called; its slug is in addresses and stays."""

_NEEDED = ("name", "clerk_title", "chair_title", "deputy_title")
CHILD_AGE = range(13, 19)
"""Years; councils' own policies say 13, 16 or 18, and the law names none for pictures."""
PRESS_HOURS = range(1, 121)
"""Hours of the council's working days; councils' own policies say 24, or the next working day."""
RETENTION = range(1, 51)
"""Years; less would erase what a request for information may still ask for, more is no retention at all."""


@transaction.atomic
def require_second_officer(*, actor: Person, required: bool) -> None:
    """Say whether whoever wrote an item may clear it.

    Raises Refusal where nobody but the actor holds the power to decide: no item of theirs could ever go out.
    """
    actor.require(Power.CONFIGURE)
    council = Council.objects.select_for_update().get(pk=actor.council.pk)
    if required and len(people_who_may(Power.DECIDE, council.pk)) < 2:
        raise Refusal(
            "A second officer cannot be required: only one person here may clear items.",
            "Delegate the clerk's authority to an officer first.",
        )
    if council.second_officer_required != required:
        council.second_officer_required = required
        council.save(update_fields=["second_officer_required"])
        record([entry_by(actor, "setting_changed", "council", council.pk, second_officer_required=required)])


@transaction.atomic
def allow_written_quote_approvals(*, actor: Person, allowed: bool) -> None:
    """Say whether the clerk may record that somebody approved a quotation in writing. Raises NotYours."""
    actor.require(Power.CONFIGURE)
    changed = Council.objects.filter(pk=actor.council.pk).exclude(written_quote_approvals=allowed)
    if changed.update(written_quote_approvals=allowed):
        facts = {"written_quote_approvals": allowed}
        record([entry_by(actor, "setting_changed", "council", actor.council.pk, **facts)])


@transaction.atomic
def let_authors_name_reviewers(*, actor: Person, allowed: bool) -> None:
    """Say whether whoever writes in an item may name its reviewers, with the clerk's leave. Raises NotYours."""
    actor.require(Power.CONFIGURE)
    changed = Council.objects.filter(pk=actor.council.pk).exclude(authors_name_reviewers=allowed)
    if changed.update(authors_name_reviewers=allowed):
        facts = {"authors_name_reviewers": allowed}
        record([entry_by(actor, "setting_changed", "council", actor.council.pk, **facts)])


@transaction.atomic
def set_publicity_rules(*, actor: Person, checklist: str, account_shared: bool) -> None:
    """Say when the publicity checklist is required, and whether members read the account of publicity.

    ``checklist`` is one of Council.Checklist. Nothing changed records nothing. Raises NotYours, InvalidInput.
    """
    actor.require(Power.CONFIGURE)
    if checklist not in Council.Checklist.values:
        raise InvalidInput("Choose one of the answers offered.")
    wanted = {"publicity_checklist": checklist, "publicity_account_shared": account_shared}
    if Council.objects.filter(pk=actor.council.pk).exclude(**wanted).update(**wanted):
        record([entry_by(actor, "setting_changed", "council", actor.council.pk, **wanted)])


@transaction.atomic
def change_details(*, actor: Person, **details: str | int) -> Council:
    """Change what the council is called and how it is reached; ``details`` are some of DETAILS.

    The old and the new values are filed, their names recorded; nothing changed records nothing. A new name is the name
    of the council's own voice too, and has what waits to go out judged again. Another time for minutes is that of every
    meeting whose minutes are not out, of those that wait in the queue too: settings list MINUTES_COUNTERS.
    Raises NotYours without the power, InvalidInput naming what cannot be read.
    """
    actor.require(Power.CONFIGURE)
    if not set(details) <= set(DETAILS):
        raise InvalidInput("This cannot be changed here.")
    council = Council.objects.select_for_update().get(pk=actor.council.pk)
    changed = [name for name in DETAILS if name in details and getattr(council, name) != details[name]]
    if not changed:
        return council
    told = "\n".join(
        f"{DETAILS[name]}: {getattr(council, name) or '–'} → {details[name] or '–'}" for name in changed
    )
    for name in changed:
        setattr(council, name, details[name])
    _check_details(council)
    council.save(update_fields=changed)
    if "name" in changed:
        _rename_voice(council)
    if "child_age" in changed:
        bump(council.pk)
    if "minutes_within" in changed:
        for count_again in _minutes_counters(tuple(settings.MINUTES_COUNTERS)):
            count_again(council)
    _file(actor, "setting_changed", "Settings changed", told)
    facts = {"details": sorted(changed), "text_sha256": sha256_of(told)}
    record([entry_by(actor, "setting_changed", "council", council.pk, **facts)])
    return council


@cache
def _minutes_counters(paths: tuple[str, ...]) -> tuple[Callable[[Council], None], ...]:
    return tuple(import_string(path) for path in paths)


def _check_details(council: Council) -> None:
    """Raise InvalidInput for a detail that cannot be stored, or that leaves the council without a name."""
    if not all(stated(getattr(council, name)) for name in _NEEDED):
        raise InvalidInput("The council’s name and the three titles cannot be empty.")
    if council.retention_years not in RETENTION:
        raise InvalidInput(f"Texts are kept for {RETENTION[0]} to {RETENTION[-1]} years.")
    if council.child_age not in CHILD_AGE:
        raise InvalidInput(f"A guardian answers for children below {CHILD_AGE[0]} to {CHILD_AGE[-1]}.")
    if council.press_hours not in PRESS_HOURS:
        raise InvalidInput(
            f"The press hears from the council within {PRESS_HOURS[0]} to {PRESS_HOURS[-1]} hours."
        )
    try:
        council.full_clean()
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages)) from error


def _rename_voice(council: Council) -> None:
    """Give the council's own body the council's new name; outgoing texts say it, so decisions are judged again."""
    try:
        with transaction.atomic():
            Body.objects.filter(council=council, kind=Body.Kind.COUNCIL).update(name=council.name)
    except IntegrityError as error:
        raise InvalidInput("A charity or committee of the council has this name already.") from error
    bump(council.pk)


def _file(actor: Person, status: str, title: str, text: str) -> None:
    """File ``text`` about the council in the archive: the ledger keeps its hash alone."""
    file_snapshots(
        [
            Filing(
                council_id=actor.council.pk,
                status=status,
                object_type="council",
                object_id=actor.council.pk,
                title=title,
                text=text,
                actor_id=actor.user_id,
            )
        ]
    )
