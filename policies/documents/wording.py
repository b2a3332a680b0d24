"""Writing a version of a policy: its clauses as a tree, in draft until the council adopts it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.text import slugify

from policies.models import Clause, Policy, Version
from portal.councils.models import Body
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.canonical import FORMAT, canonical_json, sha256_of
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated

MOST_CLAUSES = 2_000
LONGEST_CLAUSE = 20_000
"""Characters of one clause; nothing is cut off, a longer one is refused."""


@dataclass(frozen=True)
class Wording:
    """One clause as it is to be written. ``parent`` is the ref of the clause above it, '' at the top."""

    ref: str
    text: str = ""
    heading: str = ""
    printed: str = ""
    parent: str = ""


@transaction.atomic
def start_policy(*, actor: Person, kind: str, title: str, bodies: Sequence[Body] = ()) -> Policy:
    """Create an empty policy of the actor's council; ``bodies`` are those it governs, none means all.

    Raises NotYours without the power, InvalidInput for an unknown kind or a title that cannot be read, Refusal
    where the council has a policy of this title already.
    """
    actor.require(Power.CONFIGURE)
    name = _line(title, 200)
    slug = slugify(name)[:80]
    if kind not in Policy.Kind.values or not slug:
        raise InvalidInput("Choose what the policy is about, and give it a title of letters.")
    if any(body.council_id != actor.council.pk for body in bodies):
        raise InvalidInput("A policy can govern bodies of this council only.")
    try:
        with transaction.atomic():
            policy = Policy.objects.create(council=actor.council, kind=kind, title=name, slug=slug)
    except IntegrityError as error:
        raise Refusal(
            f"The council has a policy called “{name}” already.",
            "Open it and draft a new version of it there.",
        ) from error
    policy.bodies.set(bodies)
    record([entry_by(actor, "policy_started", "policy", policy.pk, kind=kind, slug=slug)])
    return policy


@transaction.atomic
def draft_version(
    *, actor: Person, policy: Policy, clauses: Sequence[Wording], source_name: str = "", set_aside: str = ""
) -> Version:
    """Make the next version of ``policy`` with ``clauses`` in reading order, as a draft.

    ``set_aside`` are words of an imported document that stand in no clause: the clerk sees them while reviewing.
    Raises NotYours, InvalidInput for clauses that cannot stand (see check_wording), Refusal where a draft of the
    policy is open already: nobody's work is overwritten unseen.
    """
    actor.require(Power.CONFIGURE)
    _own(actor, policy)
    clauses = read_wording(clauses)
    last = Version.objects.filter(policy=policy).aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            version = Version.objects.create(
                policy=policy,
                number=last + 1,
                drafted_by=actor.membership,
                source_name=_in_one_line(source_name)[:200],
                set_aside=stated(set_aside),
            )
    except IntegrityError as error:
        raise Refusal(
            "A draft of the next version is open already.", "Open it and go on there, or discard it first."
        ) from error
    _write(version, clauses)
    record(
        [entry_by(actor, "policy_drafted", "policy_version", version.pk, policy=policy.pk, number=last + 1)]
    )
    return version


@transaction.atomic
def rewrite(*, actor: Person, version_id: int, clauses: Sequence[Wording], based_on: str) -> Version:
    """Replace the clauses of a draft version. ``based_on`` is the hash that the writer saw.

    Raises as draft_version(), and Refusal where somebody else saved meanwhile or the version is adopted.
    """
    actor.require(Power.CONFIGURE)
    clauses = read_wording(clauses)
    version = lock_draft(actor, version_id)
    if sha256_of_clauses(wording_of(version)) != based_on:
        raise Refusal(
            "Somebody else saved this draft meanwhile.",
            "What you entered is below, unsaved. Open the draft in a second window, compare, and save again.",
        )
    version.clauses.all().delete()
    _write(version, clauses)
    record([entry_by(actor, "policy_rewritten", "policy_version", version.pk, clauses=len(clauses))])
    return version


@transaction.atomic
def discard(*, actor: Person, version_id: int) -> None:
    """Throw a draft version away; that it was there stays in the record. Raises as rewrite()."""
    actor.require(Power.CONFIGURE)
    version = lock_draft(actor, version_id)
    facts = {"policy": version.policy_id, "number": version.number}
    version.delete()
    record([entry_by(actor, "policy_draft_discarded", "policy_version", version_id, **facts)])


def lock_draft(actor: Person, version_id: int) -> Version:
    """Return the draft version of the actor's council with its row locked. Raises Refusal where it is not one."""
    found = (
        Version.objects.select_for_update(of=("self",))
        .select_related("policy")
        .filter(pk=version_id, policy__council=actor.council, state=Version.State.DRAFT)
        .first()
    )
    if found is None:
        raise Refusal(
            "This version is not a draft any more.", "It was adopted or discarded. Open the policy to see it."
        )
    return found


def read_wording(clauses: Sequence[Wording]) -> list[Wording]:
    """Return ``clauses`` as they are stored, cleaned before they are compared. Raises as check_wording()."""
    read = [
        Wording(
            ref=_in_one_line(clause.ref),
            text=stated(clause.text),
            heading=_in_one_line(clause.heading),
            printed=_in_one_line(clause.printed),
            parent=_in_one_line(clause.parent),
        )
        for clause in clauses
    ]
    check_wording(read)
    return read


def check_wording(clauses: Sequence[Wording]) -> None:
    """Raise InvalidInput unless ``clauses`` can stand: some, each with words, each ref once, parents before."""
    if not clauses:
        raise InvalidInput(
            "A policy needs at least one clause.", "Nothing was changed. Add a clause and save again."
        )
    if len(clauses) > MOST_CLAUSES:
        raise InvalidInput(f"A policy can have up to {MOST_CLAUSES} clauses; this one has {len(clauses)}.")
    seen: set[str] = set()
    for clause in clauses:
        if not clause.ref or len(clause.ref) > 120 or clause.ref in seen:
            raise InvalidInput(f"Each clause needs a reference of its own; “{clause.ref}” is not.")
        if clause.parent and clause.parent not in seen:
            raise InvalidInput(
                f"Clause {clause.ref} stands under {clause.parent}, which does not come before it."
            )
        if len(clause.printed) > 60:
            raise InvalidInput(f"The printed number of clause {clause.ref} is longer than 60 characters.")
        if not clause.text.strip() and not clause.heading.strip():
            raise InvalidInput(
                f"Clause {clause.ref} is empty.", "Nothing was changed. Give it words or remove it."
            )
        if len(clause.text) > LONGEST_CLAUSE or len(clause.heading) > 300:
            raise InvalidInput(f"Clause {clause.ref} is longer than {LONGEST_CLAUSE:,} characters: split it.")
        seen.add(clause.ref)


def wording_of(version: Version) -> list[Wording]:
    """Return the clauses of ``version`` in reading order. One query."""
    rows = version.clauses.select_related("parent").order_by("position")
    return [
        Wording(row.ref, row.text, row.heading, row.printed, row.parent.ref if row.parent else "")
        for row in rows
    ]


def sha256_of_clauses(clauses: Sequence[Wording]) -> str:
    """Return the hash of a wording over its canonical form: every word, number and the tree."""
    rows = [[c.ref, c.parent, c.printed, c.heading, c.text] for c in clauses]
    return sha256_of(canonical_json({"format": FORMAT, "clauses": rows}))


def _write(version: Version, clauses: Sequence[Wording]) -> None:
    """Store ``clauses``, level by level: a row's parent must have its key before it is stored."""
    stored: dict[str, Clause] = {}
    waiting = [(position, clause) for position, clause in enumerate(clauses)]
    while waiting:
        level = [(at, clause) for at, clause in waiting if not clause.parent or clause.parent in stored]
        made = Clause.objects.bulk_create([_row(version, at, clause, stored) for at, clause in level])
        stored.update({row.ref: row for row in made})
        waiting = [(at, clause) for at, clause in waiting if clause.ref not in stored]


def _row(version: Version, position: int, clause: Wording, stored: dict[str, Clause]) -> Clause:
    return Clause(
        version=version,
        position=position,
        ref=clause.ref,
        parent=stored.get(clause.parent),
        printed=clause.printed,
        heading=clause.heading,
        text=clause.text,
    )


def _own(actor: Person, policy: Policy) -> None:
    if policy.council_id != actor.council.pk:
        raise InvalidInput("This policy is another council's.")


def _line(value: str, limit: int) -> str:
    read = _in_one_line(value)
    if not 1 <= len(read) <= limit:
        raise InvalidInput(f"Give up to {limit} characters, and at least one.")
    return read


def _in_one_line(value: str) -> str:
    return " ".join(stated(value).split())
