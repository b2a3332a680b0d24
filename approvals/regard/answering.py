"""Keeping what whoever decides answers to the publicity code; refusing an approval that lacks what is required."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from approvals.models import RegardAnswer, Review
from approvals.regard.principles import BY_SLUG, LAWFUL, PRINCIPLES
from portal.councils.models import Council
from portal.councils.people import Person
from portal.drafts.models import Clearance, Communication
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import canonical_json, sha256_of
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated

LONGEST_NOTE = 2000
"""Characters of the note to one principle."""
Answer = RegardAnswer.Answer


@dataclass(frozen=True)
class Given:
    """What is answered to one principle: ``answer`` is one of RegardAnswer.Answer."""

    answer: str
    note: str = ""


Regard = Mapping[str, Given]
"""What is answered, by the principles' slugs."""
NO_REGARD: Regard = {}


class Incomplete(Refusal):
    """The checklist wants something before the decision: ``wrong`` says what, by the principles' slugs."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        named = ", ".join(BY_SLUG[slug].name for slug in wrong)
        super().__init__(
            f"The publicity checklist is not complete. Look again at: {named}.",
            "Nothing was lost. Answer what is named, and try again.",
        )
        self.wrong = dict(wrong)


def requires_regard(council: Council, item: Communication) -> bool:
    """Return whether ``council`` wants all seven questions answered before ``item`` is approved.

    A letter to one person is no publicity (LGA 1986 s.6(4): addressed to the public at large or a section of it).
    """
    rule = council.publicity_checklist
    public = rule == Council.Checklist.PUBLICITY and not item.spec.private
    return rule == Council.Checklist.EVERY or public


def wrong_in(given: Regard, *, required: bool, approving: bool) -> dict[str, str]:
    """Return what must be mended before these answers can be kept, by the principles' slugs, in their order."""
    found = {}
    for principle in PRINCIPLES:
        one = given.get(principle.slug)
        if one is None:
            if required:
                found[principle.slug] = "Choose yes, no or not applicable."
        elif one.answer == Answer.NO and not stated(one.note):
            found[principle.slug] = "A no needs a note: say why."
        elif approving and principle.slug == LAWFUL and one.answer == Answer.NO:
            found[principle.slug] = (
                "What is not lawful cannot be approved. Return it, or change the answer if that was not meant."
            )
    return found


def check_regard(council: Council, item: Communication, given: Regard, *, approving: bool) -> None:
    """Raise Incomplete where something is missing, InvalidInput for what no form of ours sends. No query.

    ``council`` is as it stands behind the lock: a rule that changed meanwhile counts.
    """
    for slug, one in given.items():
        if slug not in BY_SLUG or one.answer not in Answer.values:
            raise InvalidInput("Choose from the answers offered.")
        if len(stated(one.note)) > LONGEST_NOTE:
            raise InvalidInput(f"A note to the checklist can have up to {LONGEST_NOTE:,} characters.")
    required = approving and requires_regard(council, item)
    if wrong := wrong_in(given, required=required, approving=approving):
        raise Incomplete(wrong)


def keep_regard(
    actor: Person, item: Communication, decision: Review | Clearance, given: Regard
) -> dict[str, Any]:
    """Keep the answers with the decision on its revision of ``item``; returns the facts for the ledger.

    The answers stand there, and a hash of them with their notes; the notes are filed, so that the archive finds
    them. One query, one more with notes, none without answers. The caller has decided the review, or cleared the
    revision at once, in this transaction, and asked check_regard().
    """
    if not given:
        return {}
    kept = {slug: Given(given[slug].answer, stated(given[slug].note)) for slug in BY_SLUG if slug in given}
    RegardAnswer.objects.bulk_create(
        [
            RegardAnswer(
                council_id=item.council_id,
                communication=item,
                revision=decision.revision,
                **_named(decision),
                principle=slug,
                answer=one.answer,
                note=one.note,
                answered_by=actor.membership,
            )
            for slug, one in kept.items()
        ]
    )
    if notes := [f"{BY_SLUG[slug].name}: {one.note}" for slug, one in kept.items() if one.note]:
        filing = Filing(
            council_id=item.council_id,
            status="publicity_checklist",
            object_type="review" if isinstance(decision, Review) else "clearance",
            object_id=decision.pk,
            communication_id=item.pk,
            title=item.title,
            text="\n".join(notes),
            actor_id=actor.user_id,
        )
        file_snapshots([filing])
    return {
        "regard": {slug: one.answer for slug, one in kept.items()},
        "regard_sha256": hash_of(kept),
    }


def _named(decision: Review | Clearance) -> dict[str, Any]:
    return {"review": decision} if isinstance(decision, Review) else {"clearance": decision}


def hash_of(given: Regard) -> str:
    """Return the hash of answers with their notes, as the ledger keeps it."""
    return sha256_of(canonical_json({slug: [one.answer, one.note] for slug, one in given.items()}))
