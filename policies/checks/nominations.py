"""What a statutory notice of an election may say although no other text may: who stands, with their descriptions."""

from policies.language.reading import Reading, Sentence
from policies.language.registers import is_entry, is_headed_as_election_notice
from policies.subjects import Subject

NOTICES = frozenset({"notice"})
"""The kinds that can be a statutory notice; a check that asks in_listing() tells them apart from all others."""


def in_listing(subject: Subject, reading: Reading, sentence: Sentence) -> bool:
    """Say whether ``sentence`` is an entry of the list that a notice of an election gives.

    The kind must be a notice's and a line must be its heading. Only the entries are excused: whatever else the notice
    says is judged as in any other text (Local Government Act 1986 s.6(6) leaves alone what a statute asks for).
    """
    return (
        subject.kind.slug in NOTICES
        and is_entry(reading.sentence(sentence))
        and any(is_headed_as_election_notice(text) for text in subject.fields.values() if text)
    )
