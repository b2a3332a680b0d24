"""Proving a job: a photograph or the word of who saw it says that it is up, round, read out, or down again."""

import hashlib
import logging
import uuid
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from portal.channels.connectors.base import Capability
from portal.channels.models import Command, Delivery, Job, Proof, StreetTick
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.channels.outbox.rows import RowKind, load, lock_item
from portal.channels.outbox.settling import note_arrival
from portal.channels.post import compose
from portal.channels.printing.copying import is_copied, text_to_copy
from portal.channels.printing.reading import Row, Where, is_theirs, jobs_read_by
from portal.channels.printing.rounds import Checklist, checklist
from portal.channels.printing.setting import sheet_text
from portal.channels.register.describing import checked_address
from portal.channels.states import Delivering
from portal.councils.models import Membership
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.drafts.content import LONDON
from portal.pictures import check_size, read_picture
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
from portal.records.ledger import Entry, record
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.typed import stated

log = logging.getLogger(__name__)
LONGEST_SIDE = 1600
"""Pixels of a photograph that proves something: enough to read a headline on it."""
ABOUT = "job"


class PhotoNotStored(Refusal):
    """The disk did not take the photograph."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            "The photograph could not be stored: the portal’s disk is full or cannot be written.",
            "Nothing was changed. Write who saw it instead, and tell whoever runs the portal.",
        )


@dataclass(frozen=True)
class Shown:
    """What is stated: the day; a photograph, the word of who saw it, a minute or a link; why streets are left out."""

    on: date
    photo: "UploadedFile[bytes] | None" = None
    word: str = ""
    minute: str = ""
    left_out: str = ""
    link: str = ""


def prove_done(*, actor: Person, job_id: int, shown: Shown) -> Proof:
    """State that the job is done. Only now has its delivery gone out, and the first one makes the issue live.

    Raises NotYours for somebody else's job, InvalidInput without a photograph or a word, without the minute of what
    was read out at a meeting, or for a day to come; NotAPicture for a file that is none; Refusal where it was held or
    stopped meanwhile, or is done already.
    """
    return _prove(actor, job_id, shown, Proof.Step.DONE)


def prove_down(*, actor: Person, job_id: int, shown: Shown, never: bool = False) -> Proof:
    """State that the sheet is down again; ``never``: that it was not put up before the job was stopped.

    Raises as prove_done(), and Refusal where nobody asked for it, or ``never`` is said of what was proved to be up.
    """
    return _prove(actor, job_id, shown, Proof.Step.NEVER if never else Proof.Step.DOWN)


def _prove(actor: Person, job_id: int, shown: Shown, step: str) -> Proof:
    """Read and store the photograph before anything is locked, then state it all in one transaction."""
    actor.require(Power.DRAFT)
    walked = StreetTick.objects.filter(job=job_id, job__council=actor.council).exists()
    _checked(shown, walked=walked)
    photo = _clean(shown.photo) if shown.photo is not None else None
    proof = Proof(step=step, on=shown.on, word=stated(shown.word)[:300], minute=stated(shown.minute)[:100])
    proof.link = checked_address(shown.link)
    proof.left_out = stated(shown.left_out)[:300] if step == Proof.Step.DONE else ""
    if photo is not None:
        proof.photo_sha256 = hashlib.sha256(photo[0]).hexdigest()
        _store(proof, *photo)
    try:
        return _state(actor, job_id, proof)
    except BaseException:
        if proof.photo:
            proof.photo.delete(save=False)
        raise


@transaction.atomic
def _state(actor: Person, job_id: int, proof: Proof) -> Proof:
    """Lock the item, compare where the job stands, write the proof, move the outbox on, record."""
    found = Job.objects.filter(pk=job_id, council=actor.council).values_list("delivery_id", flat=True).first()
    if found is None:
        raise Refusal("This council has no such job.")
    lock_item(RowKind.DELIVERY, found)
    job = jobs_read_by(actor).filter(pk=job_id).first()
    if job is None or not (is_theirs(actor, job) or actor.may(Power.DECIDE)):
        raise NotYours("This job was given to somebody else. The clerk can note what they did.")
    row = Row(job)
    _refuse_out_of_turn(row, proof)
    streets = checklist(job) if proof.step == Proof.Step.DONE else Checklist([])
    _walk(streets, proof)
    proof.job, proof.noted_by, proof.by = job, actor.membership, _who_did(row, actor)
    proof.save(force_insert=True)
    done = proof.step == Proof.Step.DONE
    entries = _gone_out(actor, job, proof, streets) if done else _come_down(actor, job, proof)
    if proof.step != Proof.Step.DONE or Capability.RETRACT not in row.can:
        Job.objects.filter(pk=job.pk).update(closed_at=timezone.now())
    _tell_who_ordered(actor, job)
    record(entries)
    return proof


def _walk(streets: Checklist, proof: Proof) -> None:
    """Raise InvalidInput where streets of a round are neither ticked nor explained; the ticks are its proof."""
    left = [street.name for street in streets.left]
    if left and not proof.left_out:
        shown = ", ".join(left[:5]) + (f" and {len(left) - 5} more" if len(left) > 5 else "")
        raise InvalidInput(
            f"Not every street is ticked: {shown}.", "Tick what is done, or say why the rest was left out."
        )
    if streets.rows:
        proof.left_out = proof.left_out if left else ""
        proof.word = f"{streets.count}. {proof.word}".strip()[:300]


def _refuse_out_of_turn(row: Row, proof: Proof) -> None:
    """Raise Refusal where the job does not stand where this proof would move it on."""
    where = row.where
    if proof.step == Proof.Step.DONE:
        if where is Where.HELD:
            raise Refusal(
                "This is held at the moment: do not put it up.",
                "If it is up already, take it down again and tell the clerk.",
            )
        if where is Where.STOPPED:
            raise Refusal(
                "This was stopped: it is not to go up.", "Say below that it was never up, or is down again."
            )
        if where is not Where.TO_DO:
            raise Refusal("This is proved already.", "Nothing was changed. Its page shows by whom and when.")
        if Capability.MINUTED in row.can and not proof.minute:
            raise InvalidInput("Give the minute under which it was reported.")
        return
    if where not in {Where.TO_TAKE_DOWN, Where.STOPPED}:
        raise Refusal(
            "Nobody asked for this to be taken down, or it is down already.",
            "Nothing was changed. The clerk can ask for it on the page of the job.",
        )
    if proof.step == Proof.Step.NEVER and where is not Where.STOPPED:
        raise Refusal("It was proved to be up, so it cannot have been left.", "Say when it was taken down.")


def _gone_out(actor: Person, job: Job, proof: Proof, streets: Checklist) -> list[Entry]:
    """Move the delivery to SENT by compare-and-set, let follow what follows, file what is up; return the entries."""
    row = cast("Delivery", load(RowKind.DELIVERY, job.delivery_id))
    post = compose(row.publication, row.channel, row.key)
    text = text_to_copy(post) if is_copied(job) else sheet_text(post)
    walked = f"\n{streets.told()}" if streets.rows else ""
    evidence = f"{text}\n\n{_said(proof)}{walked}\nPDF sha256: {job.sha256 or 'none'}"
    moved = Delivery.objects.filter(pk=row.pk, state=Delivering.HANDED).update(
        state=Delivering.SENT,
        settled_at=timezone.now(),
        external_id=f"job-{job.pk}",
        public_url=proof.link,
        sent_sha256=sha256_of(evidence),
        problem="",
    )
    if moved != 1:
        raise Refusal("This moved on while you proved it. Reload the page.")
    followed = note_arrival(row)
    _file(actor, job, row, evidence, "sent")
    return [_entry(actor, "job_proved", job, proof), *followed]


def _come_down(actor: Person, job: Job, proof: Proof) -> list[Entry]:
    """Settle the commands that asked for it; return the entries. What was stopped before it went out has none."""
    commands = Command.objects.filter(delivery=job.delivery_id, state=Delivering.HANDED)
    for pk in list(commands.order_by("pk").values_list("pk", flat=True)):
        Command.objects.filter(pk=pk).update(state=Delivering.SENT, settled_at=timezone.now(), problem="")
        note_arrival(load(RowKind.COMMAND, pk))
    row = cast("Delivery", load(RowKind.DELIVERY, job.delivery_id))
    _file(actor, job, row, _said(proof), proof.step)
    return [_entry(actor, "job_taken_down" if proof.step == Proof.Step.DOWN else "job_left", job, proof)]


def _said(proof: Proof) -> str:
    """Return what was stated, in one paragraph of the archive."""
    shown = f"Photograph sha256: {proof.photo_sha256}" if proof.photo_sha256 else ""
    link = f"Link: {proof.link}" if proof.link else ""
    seen = f"Seen by: {proof.word}" if proof.word else ""
    minute = f"Minute: {proof.minute}" if proof.minute else ""
    by = f"{proof.get_step_display()} on {proof.on.isoformat()} by {proof.by.shown_name}"
    left = f"Streets left out: {proof.left_out}" if proof.left_out else ""
    return ". ".join(part for part in (by, minute, link, seen, left, shown) if part)


def _entry(actor: Person, verb: str, job: Job, proof: Proof) -> Entry:
    facts = {
        "communication": job.delivery.publication.communication_id,
        "channel": job.delivery.channel_id,
        "on": proof.on.isoformat(),
        "by": proof.by_id,
        "photo_sha256": proof.photo_sha256,
        "word_sha256": sha256_of(proof.word),
        "link": proof.link,
    }
    return entry_by(actor, verb, ABOUT, job.pk, **facts)


def _file(actor: Person, job: Job, row: Delivery, text: str, status: str) -> None:
    item = row.publication.communication
    filing = Filing(
        council_id=job.council_id,
        status=status,
        object_type=RowKind.DELIVERY.value,
        object_id=row.pk,
        communication_id=item.pk,
        channel_id=row.channel_id,
        people_ids=(item.author.user_id,),
        title=item.title,
        text=text,
        actor_id=actor.user_id,
    )
    file_snapshots([filing])


def _who_did(row: Row, actor: Person) -> Membership:
    """Return who did it: whoever says so of their own job, else, on the clerk's word, whose job it is."""
    who = row.who
    return who if who is not None and not is_theirs(actor, row.job) else actor.membership


def _tell_who_ordered(actor: Person, job: Job) -> None:
    """Note that whoever ordered the issue is to be told, unless they noted it themselves."""
    ordered = job.delivery.publication.ordered_by_id
    if ordered != actor.membership.pk:
        tell(
            council_id=job.council_id,
            what=What.JOB_PROVED,
            about=(ABOUT, job.pk),
            recipients=[ordered],
            occasion=job.proofs.count(),
        )


def _checked(shown: Shown, *, walked: bool) -> None:
    """Raise InvalidInput for a day to come, or where nothing shows or says that it was done."""
    if shown.on > timezone.localdate(timezone=LONDON):
        raise InvalidInput("Give the day on which it was done, not one to come.")
    said = stated(shown.word) or stated(shown.minute) or stated(shown.link)
    if shown.photo is None and not walked and not said:
        raise InvalidInput("Add a photograph, or write who saw it.")


def _clean(file: "UploadedFile[bytes]") -> tuple[bytes, str]:
    """Return the pixels of a photograph and its extension; place, time and camera are gone. Raises NotAPicture."""
    check_size(file.size, settings.MAX_IMAGE_BYTES)
    clean = read_picture(file.read(), longest_side=LONGEST_SIDE, most_pixels=settings.MAX_IMAGE_PIXELS)
    return clean.encoded, clean.extension


def _store(proof: Proof, encoded: bytes, extension: str) -> None:
    try:
        proof.photo.save(f"{uuid.uuid4().hex}.{extension}", ContentFile(encoded), save=False)
    except OSError as error:
        log.exception("a photograph could not be stored")
        raise PhotoNotStored from error
