"""What is said in a recording: captions for whoever cannot hear, a transcript to read and to search."""

from dataclasses import dataclass

from django.db import transaction

from portal.councils.people import Person
from portal.councils.powers import STAFF, Power
from portal.councils.recording import entry_by
from portal.drafts.models import Recording, RecordingText
from portal.drafts.recordings.captions import read_captions
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import canonical_json, sha256_of
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours
from portal.typed import stated

LONGEST_TRANSCRIPT = 200_000


@dataclass(frozen=True)
class Said:
    """Captions as the bytes of a WebVTT file, or a transcript; captions bring their own words."""

    vtt: bytes = b""
    transcript: str = ""


@transaction.atomic
def put_into_words(*, actor: Person, recording_id: int, said: Said) -> RecordingText:
    """Note what is said in a recording; the text before it stays with whatever was approved with it.

    Texts that show the recording name these words by their hash, so that a draft takes them up when it is saved next.
    Raises NotYours for whom it is not, NotCaptions for a file that is no WebVTT, InvalidInput where a video has no
    captions or sound has neither.
    """
    actor.require(Power.DRAFT)
    rows = Recording.objects.select_for_update(of=("self",)).filter(
        council=actor.council, erased_at__isnull=True
    )
    recording = rows.filter(pk=recording_id).first()
    if recording is None:
        raise InvalidInput("This council has no such recording.")
    if not may_word(actor, recording):
        raise NotYours("The clerk, the officers and whoever added a recording put it into words.")
    vtt, words = _read(recording, said)
    digest = sha256_of(canonical_json({"vtt": vtt, "words": words}))
    current = recording.texts.filter(is_current=True).first()
    if current is not None and current.sha256 == digest:
        return current
    recording.texts.filter(is_current=True).update(is_current=False)
    made = RecordingText.objects.create(
        recording=recording, vtt=vtt, words=words, sha256=digest, entered_by=actor.membership
    )
    file_snapshots(
        [
            Filing(
                council_id=actor.council.pk,
                status="recording_worded",
                object_type="recording",
                object_id=recording.pk,
                title=recording.title,
                text=vtt or words,
                actor_id=actor.user_id,
            )
        ]
    )
    facts = {"text": made.pk, "text_sha256": digest, "captions": bool(vtt)}
    record([entry_by(actor, "recording_worded", "recording", recording.pk, **facts)])
    return made


def may_word(person: Person, recording: Recording) -> bool:
    """Return whether ``person`` may say what is said in it: who added it, the clerk and the officers."""
    mine = recording.uploaded_by_id == person.membership.pk
    return person.may(Power.DRAFT) and (mine or person.membership.role in STAFF)


def _read(recording: Recording, said: Said) -> tuple[str, str]:
    """Return captions and words; raises as put_into_words()."""
    if said.vtt:
        captions = read_captions(said.vtt, seconds=recording.seconds)
        return captions.vtt, captions.words
    if recording.medium == Recording.Medium.VIDEO:
        raise InvalidInput("A video needs captions: choose a WebVTT file (.vtt).")
    words = stated(said.transcript)
    if not words:
        raise InvalidInput("Choose a file of captions, or write down what is said.")
    if len(words) > LONGEST_TRANSCRIPT:
        raise InvalidInput(f"The transcript is longer than {LONGEST_TRANSCRIPT:,} characters.")
    return "", words
