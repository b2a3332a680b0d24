"""What people say to findings: the author answers, the clerk answers as well, waives where a rule allows it, and ticks
advice as seen. What was said is kept by the finding's key, so that it survives a new evaluation."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from approvals.models import FindingResponse
from policies.evaluate import Finding, Severity, Verdict
from portal.councils.people import Person
from portal.councils.recording import entry_by
from portal.drafts.models import Communication
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
from portal.records.ledger import Entry
from portal.records.verbs import VERBS
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated

LONGEST_RESPONSE = 4000
"""Characters of one answer or waiver."""
Kind = FindingResponse.Kind
_VERB = {Kind.ANSWERED: "finding_answered", Kind.WAIVED: "finding_waived"}


@dataclass(frozen=True)
class Said:
    """What a person says to findings, by the findings' keys; ``seen`` are those that they ticked."""

    answers: Mapping[str, str] = field(default_factory=dict)
    waivers: Mapping[str, str] = field(default_factory=dict)
    seen: Collection[str] = ()


NOTHING = Said()


class Unanswered(Refusal):
    """Findings want an answer, or to be ticked as seen, before the item goes on: ``findings`` says which."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        asked = [found for found in findings if found.wants_answer]
        advice = [found for found in findings if not found.wants_answer]
        parts = []
        if asked:
            parts.append(f"This needs an answer before it goes on: {_named(asked)}")
        if advice:
            parts.append(f"This advice has not been ticked as seen: {_named(advice)}")
        super().__init__(" ".join(parts), "Nothing was lost. Answer or tick what is named, and try again.")
        self.findings = tuple(findings)


def _named(findings: Iterable[Finding]) -> str:
    return " ".join(dict.fromkeys(f"{found.clause}: {found.message}" for found in findings))


def responses_asked(communication_id: int) -> "QuerySet[FindingResponse]":
    """Return the question for the last word of each person to each finding of an item. No query yet.

    Of each sort (an answer, a waiver, a tick) what somebody said last supersedes what they said before.
    """
    return (
        FindingResponse.objects.filter(communication_id=communication_id)
        .order_by("key", "kind", "said_by_id", "-pk")
        .distinct("key", "kind", "said_by_id")
        .select_related("said_by__user")
    )


def responses_to(communication_id: int) -> dict[str, list[FindingResponse]]:
    """Return what responses_asked() asks for, by the finding's key, in the order they came. One query."""
    return by_finding(responses_asked(communication_id))


def by_finding(responses: Iterable[FindingResponse]) -> dict[str, list[FindingResponse]]:
    """Return what people said by the finding's key, in the order they came."""
    found: dict[str, list[FindingResponse]] = {}
    for row in sorted(responses, key=lambda row: row.pk):
        found.setdefault(row.key, []).append(row)
    return found


def keys_of(kept: Mapping[str, Iterable[FindingResponse]], kind: str) -> frozenset[str]:
    """Return the keys of the findings to which something of ``kind`` was said."""
    return frozenset(key for key, rows in kept.items() if any(row.kind == kind for row in rows))


def unanswered(verdict: Verdict, kept: Mapping[str, Iterable[FindingResponse]], said: Said) -> list[Finding]:
    """Return the findings that want an answer and have none yet, each once."""
    have = keys_of(kept, Kind.ANSWERED) | keys_of(kept, Kind.WAIVED) | _spoken(said.answers)
    have |= _spoken(said.waivers)
    return _once(found for found in verdict.findings if found.wants_answer and found.key not in have)


def unseen(verdict: Verdict, kept: Mapping[str, Iterable[FindingResponse]], said: Said) -> list[Finding]:
    """Return the advice that nobody who decides has ticked as seen, each once."""
    have = keys_of(kept, Kind.ACKNOWLEDGED) | frozenset(said.seen)
    advice = (found for found in verdict.findings if found.severity is Severity.ADVISE)
    return _once(found for found in advice if found.key not in have)


def waived_in(kept: Mapping[str, Iterable[FindingResponse]], said: Said = NOTHING) -> frozenset[str]:
    """Return the keys of the findings that were waived before, or are by what is said now."""
    return keys_of(kept, Kind.WAIVED) | _spoken(said.waivers)


def _spoken(words: Mapping[str, str]) -> frozenset[str]:
    return frozenset(key for key, said in words.items() if stated(said))


def _once(findings: Iterable[Finding]) -> list[Finding]:
    return list({found.key: found for found in findings}.values())


def keep_responses(
    actor: Person,
    item: Communication,
    judged: Verdict,
    kept: Mapping[str, Iterable[FindingResponse]],
    said: Said,
) -> list[Entry]:
    """Keep what ``actor`` says to findings of ``judged``, and return the entries that the caller records last.

    What is said to anything else is left out, and so is what the same person has said before in the same words. The
    caller holds the item's lock and has asked whether ``actor`` may. Raises InvalidInput for words that are too long.
    """
    found = {finding.key: finding for finding in judged.findings}
    spoken = [(Kind.ANSWERED, key, text) for key, text in said.answers.items()]
    spoken += [(Kind.WAIVED, key, text) for key, text in said.waivers.items()]
    seen = [(Kind.ACKNOWLEDGED, key, "") for key in found if key in said.seen]
    rows = [
        _row(actor, item, found[key], kind, text)
        for kind, key, text in (*spoken, *seen)
        if key in found and _takes(found[key], kind, text)
    ]
    mine = {
        (row.key, row.kind, row.words)
        for one in kept.values()
        for row in one
        if row.said_by_id == actor.membership.pk
    }
    new = [row for row in rows if (row.key, row.kind, row.words) not in mine]
    FindingResponse.objects.bulk_create(new)
    return _entries(actor, item, new)


def _takes(finding: Finding, kind: str, text: str) -> bool:
    """Return whether a response of ``kind`` says something to such a finding."""
    if kind == Kind.ACKNOWLEDGED:
        return finding.severity is Severity.ADVISE
    may = finding.waivable if kind == Kind.WAIVED else finding.wants_answer
    return may and bool(stated(text))


def _row(actor: Person, item: Communication, finding: Finding, kind: str, text: str) -> FindingResponse:
    words = stated(text)
    if len(words) > LONGEST_RESPONSE:
        raise InvalidInput(f"What you say to a finding can have up to {LONGEST_RESPONSE:,} characters.")
    return FindingResponse(
        council_id=item.council_id,
        communication=item,
        key=finding.key,
        check_id=finding.check,
        clause=finding.clause,
        kind=kind,
        words=words,
        said_by=actor.membership,
    )


def _entries(actor: Person, item: Communication, rows: Sequence[FindingResponse]) -> list[Entry]:
    """File the words, and return an entry for each answer and waiver, and one for all that was ticked."""
    spoken = [row for row in rows if row.words]
    file_snapshots([_filing(actor, item, row) for row in spoken])
    entries = [
        entry_by(
            actor,
            _VERB[Kind(row.kind)],
            "communication",
            item.pk,
            finding=row.key,
            check=row.check_id,
            clause=row.clause,
            reason_sha256=sha256_of(row.words),
        )
        for row in spoken
    ]
    seen = [row.key for row in rows if row.kind == Kind.ACKNOWLEDGED]
    if seen:
        entries.append(entry_by(actor, "findings_acknowledged", "communication", item.pk, findings=seen))
    return entries


def _filing(actor: Person, item: Communication, row: FindingResponse) -> Filing:
    verb = _VERB[Kind(row.kind)]
    return Filing(
        council_id=item.council_id,
        status=verb,
        object_type="communication",
        object_id=item.pk,
        communication_id=item.pk,
        title=f"{VERBS[verb].capitalize()}: {row.clause}",
        text=row.words,
        actor_id=actor.user_id,
    )
