"""Who is in a picture or recording and what each of them answered: named, asked, given, withdrawn, taken off.

UK GDPR, Article 7: whoever relies on consent can show it, and it can be withdrawn at any time. Every one of these moves
the council's circumstances on first: a decision under way either sees it or is judged again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from portal.councils.circumstances import bump
from portal.councils.people import Person
from portal.councils.recording import entry_by, reasoned
from portal.drafts.models import Depicting, PicturePermission, PicturePerson, Recording
from portal.drafts.pictures.erasing import erase_people
from portal.drafts.pictures.reaching import described, get_person
from portal.records.ledger import Entry, record
from portal.refusals import InvalidInput, Refusal
from portal.scans import scan_kept
from portal.typed import stated

LARGEST_FORM = 10 * 1024 * 1024
"""Bytes of a scanned form."""
ADULT = 18
_State = PicturePermission.State


@dataclass(frozen=True)
class Answer:
    """What somebody answered, or that they were asked. ``on`` is the day of either; ``until`` the last day it holds.

    ``how``, one of PicturePermission.How, says how the answer was written; a permission that was only spoken is none.
    """

    given: bool
    on: date
    how: str = ""
    scope: str = PicturePermission.Scope.ANY
    until: date | None = None
    guardian: str = ""
    form: "UploadedFile[bytes] | None" = None


def name_person(
    *, actor: Person, shown: Depicting, name: str, answer: Answer, age: int | None = None
) -> PicturePerson:
    """Note somebody who can be recognised in the picture or recording ``shown``, with what they answered.

    ``age`` in years, of a child alone. Raises NotYours, InvalidInput for what cannot be entered, a child's permission
    without a guardian's name, or one for print alone of a recording.
    """
    if not stated(name):
        raise InvalidInput("Enter the name of the person.")
    if age is not None and not 0 <= age < ADULT:
        raise InvalidInput(f"Enter the age of a child, 0 to {ADULT - 1}, or nothing for a grown-up.")
    with _kept(actor, answer) as made, transaction.atomic():
        bump(actor.council.pk)
        found = described(actor, shown)
        _check(actor, answer, age, found)
        type(found)._default_manager.filter(pk=found.pk).update(
            who=Depicting.Who.PEOPLE,
            said_by=actor.membership,
            said_at=timezone.now(),
            event="",
            notice="",
            event_on=None,
        )
        person = PicturePerson(name=stated(name)[:150], age=age, named_by=actor.membership)
        setattr(person, found.object_type, found)
        person.save()
        made.person = person
        made.save()
        named = entry_by(actor, "picture_person_named", found.object_type, found.pk, person=person.pk)
        record([named, _entry(actor, made)])
    return person


def note_answer(*, actor: Person, person_id: int, answer: Answer) -> PicturePermission:
    """Note a later answer of somebody who was named, or that they were asked again; the earlier one is kept.

    Raises as name_person(), Refusal where somebody else noted one at the same moment.
    """
    with _kept(actor, answer) as made, transaction.atomic():
        bump(actor.council.pk)
        person = get_person(actor, person_id)
        _check(actor, answer, person.age, person.depiction)
        PicturePermission.objects.filter(person=person, is_current=True).update(is_current=False)
        made.person = person
        made.save()
        record([_entry(actor, made)])
    return made


@transaction.atomic
def withdraw_permission(*, actor: Person, person_id: int, reason: str) -> PicturePerson:
    """Note that somebody withdrew a permission, or refused one that was asked for: no new use from this moment.

    Nobody has to say why they withdraw; ``reason`` says how it came. Raises InvalidInput without it, Refusal where it
    is withdrawn already.
    """
    if not stated(reason):
        raise InvalidInput("Say how the withdrawal came, such as by letter on which day.")
    bump(actor.council.pk)
    person = get_person(actor, person_id)
    moved = PicturePermission.objects.filter(
        person=person, is_current=True, state__in=[_State.ASKED, _State.GIVEN]
    ).update(
        state=_State.WITHDRAWN, ended_at=timezone.now(), ended_by=actor.membership, reason=stated(reason)
    )
    if moved != 1:
        raise Refusal("This permission is withdrawn already.")
    shown = person.depiction
    facts = {"person": person.pk}
    record(
        [reasoned(actor, "picture_permission_withdrawn", shown.object_type, shown.pk, reason=reason, **facts)]
    )
    return person


@transaction.atomic
def take_off(*, actor: Person, person_id: int) -> None:
    """Take somebody off who was named by mistake; the name goes at once, the record keeps that it was so.

    Raises Refusal for who withdrew or refused: it must not come back by forgetting them.
    """
    bump(actor.council.pk)
    person = get_person(actor, person_id)
    answers = PicturePermission.objects.filter(person=person)
    if answers.filter(state=_State.WITHDRAWN, is_current=True).exists():
        raise Refusal(
            "They withdrew their permission or refused it, so they stay named here.",
            "Nothing was changed. If they are not in it, enter it as a new file that was cropped or cut.",
        )
    now = timezone.now()
    erase_people([person.pk], now)
    PicturePerson.objects.filter(pk=person.pk).update(removed_at=now)
    shown = person.depiction
    record([entry_by(actor, "picture_person_removed", shown.object_type, shown.pk, person=person.pk)])


def _entry(actor: Person, made: PicturePermission) -> Entry:
    """Return the entry of what was noted; the form is named by its hash."""
    facts = {"person": made.person_id, "permission": made.pk, "form_sha256": made.form_sha256}
    shown = made.person.depiction
    if made.state == _State.GIVEN:
        return entry_by(actor, "picture_permission_given", shown.object_type, shown.pk, **facts)
    return entry_by(actor, "picture_permission_asked", shown.object_type, shown.pk, **facts)


def _check(actor: Person, answer: Answer, age: int | None, shown: Depicting) -> None:
    """Raise InvalidInput for an answer that cannot be so."""
    if answer.on > timezone.localdate():
        raise InvalidInput("This day has not come yet.")
    if not answer.given:
        return
    if answer.how not in PicturePermission.How.values or answer.scope not in PicturePermission.Scope.values:
        raise InvalidInput("Say how the permission was written, and what it covers.")
    if isinstance(shown, Recording) and answer.scope == PicturePermission.Scope.PRINT:
        raise InvalidInput("A recording is not printed: a permission for print alone does not cover it.")
    if answer.until is not None and answer.until < answer.on:
        raise InvalidInput("The permission would end before it was given.")
    if age is not None and age < actor.council.child_age and not stated(answer.guardian):
        raise InvalidInput(
            f"A parent or guardian answers for a child below {actor.council.child_age}: enter who it was."
        )


@contextmanager
def _kept(actor: Person, answer: Answer) -> Iterator[PicturePermission]:
    """Yield the row of ``answer``, not saved yet, its form stored; without the row the form goes again."""
    given = answer.given
    made = PicturePermission(
        state=_State.GIVEN if given else _State.ASKED,
        how=answer.how if given else "",
        asked_on=None if given else answer.on,
        given_on=answer.on if given else None,
        scope=answer.scope,
        until=answer.until if given else None,
        guardian=stated(answer.guardian)[:150],
        entered_by=actor.membership,
    )
    kept = scan_kept(made.form, answer.form, called="form", most_bytes=LARGEST_FORM)
    with kept as made.form_sha256:
        yield made
