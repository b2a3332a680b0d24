"""Bringing a policy to the portal: from a file, from pasted text, or from nothing; always as a draft to review."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db import transaction

from policies.documents.wording import LONGEST_CLAUSE, Wording, draft_version, start_policy, wording_of
from policies.importing.clauses import Clause
from policies.importing.importing import Document, import_document, import_text
from policies.importing.references import walk_all
from policies.models import Policy, Version
from policies.packs.reading import Pack
from portal.councils.people import Person
from portal.refusals import InvalidInput

_LONGEST_HEADING, _LONGEST_NUMBER = 300, 60
FIRST_CLAUSE = Wording("1", text="Write the first clause here.", printed="1.")


@dataclass(frozen=True)
class Brought:
    """What a draft is made from: its clauses, the document's own title, where it came from, and what is no clause."""

    clauses: list[Wording]
    title: str = ""
    source_name: str = ""
    set_aside: str = ""


def from_file(name: str, data: bytes) -> Brought:
    """Read an uploaded document. Raises CannotImport, in words for the clerk."""
    return _brought(import_document(name, data), name)


def from_text(text: str) -> Brought:
    """Read pasted text. Raises CannotImport where there is none, or too much."""
    return _brought(import_text(text), "pasted text")


def from_nothing() -> Brought:
    """Return one clause to begin with."""
    return Brought([FIRST_CLAUSE])


def from_pack(pack: Pack) -> Brought:
    """Return the wording of a built-in policy; its rules are taken over when the council has adopted it."""
    return Brought([clause.wording for clause in pack.clauses], pack.title, pack.source)


def from_version(version: Version) -> Brought:
    """Return the wording of ``version`` as it stands. One query."""
    return Brought(wording_of(version), source_name=f"version {version.number}")


@transaction.atomic
def enter_policy(*, actor: Person, kind: str, title: str, brought: Brought) -> Version:
    """Create a policy with its first version in draft. Without ``title`` it has the document's own.

    Raises as start_policy() and draft_version(); then nothing has changed.
    """
    name = title.strip() or brought.title
    if not name:
        raise InvalidInput("The document does not say what it is called.", "Give the policy a title.")
    policy = start_policy(actor=actor, kind=kind, title=name)
    return enter_draft(actor=actor, policy=policy, brought=brought)


def enter_draft(*, actor: Person, policy: Policy, brought: Brought) -> Version:
    """Draft the next version of ``policy`` from what was brought. Raises as draft_version()."""
    return draft_version(
        actor=actor,
        policy=policy,
        clauses=brought.clauses,
        source_name=brought.source_name,
        set_aside=brought.set_aside,
    )


def _brought(document: Document, source_name: str) -> Brought:
    clauses = [piece for clause in walk_all(document.clauses) for piece in _pieces(_wording(clause))]
    aside = "\n".join(f"{one.why.capitalize()}: {one.text}" for one in document.set_aside)
    title = document.title if document.titled_by_text else ""
    return Brought(clauses, " ".join(title.split())[:200], source_name, aside)


def _wording(clause: Clause) -> Wording:
    """Return an imported clause as it is written; a number or heading too long for its place joins the text."""
    number, heading, text = clause.printed, clause.heading, clause.text
    if len(heading) > _LONGEST_HEADING:
        heading, text = "", "\n".join(part for part in (heading, text) if part)
    if len(number) > _LONGEST_NUMBER:
        number, text = "", f"{number} {text}".strip()
    above = clause.parent.ref if clause.parent else ""
    return Wording(clause.ref, text, heading, number, above)


def _pieces(clause: Wording) -> Iterator[Wording]:
    """Yield ``clause``, what is too long for one in further ones behind it: no word is lost."""
    yield replace(clause, text=clause.text[:LONGEST_CLAUSE])
    for number, at in enumerate(range(LONGEST_CLAUSE, len(clause.text), LONGEST_CLAUSE), 2):
        text = clause.text[at : at + LONGEST_CLAUSE]
        yield Wording(f"{clause.ref}+{number}", text, parent=clause.parent)
