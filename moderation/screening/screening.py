"""Screening comments: every phase in its order, until one ends it."""

from collections.abc import Iterator, Sequence

from moderation.screening.grounds import grounds
from moderation.screening.hearing import Concern, Finding, Heard, Note, Outcome, Screened
from moderation.screening.judging.choosing import small
from moderation.screening.judging.interface import Judge
from moderation.screening.material import Material, judged_together
from moderation.screening.phases import FLAGGING, PHASES, Phase

ALERTING = frozenset({Concern.RISK_TO_LIFE, Concern.SAFEGUARDING})


def screen(heard: Heard, *, judge: Judge | None = None) -> Screened:
    """Return what screening finds in ``heard``: pass, flag or hold, and why. Linear in its length; raises for no text.

    ``judge`` is the classifier, by default the small one. The first phase that ends screening decides; a machine
    never removes anything (house rules: taking public speech down is a person's ruling).
    """
    return _through_phases(Material(heard, judge or small()))


def screen_all(heard: Sequence[Heard], *, judge: Judge | None = None) -> list[Screened]:
    """Return for each of ``heard`` what ``screen`` returns; the classifier judges them in one go, which costs less."""
    return [_through_phases(material) for material in judged_together(heard, judge or small())]


def _through_phases(material: Material) -> Screened:
    heard = material.heard
    findings: list[Finding] = []
    notes: list[Note] = []
    ended_by, outcome = "", Outcome.PASS
    for phase in PHASES:
        before = len(findings) + len(notes)
        for found in phase.run(material):
            if isinstance(found, Finding):
                findings.append(found)
            else:
                notes.append(found)
        if len(findings) + len(notes) > before and _ends(phase, heard, notes):
            ended_by, outcome = phase.name, phase.ends or outcome
            # A person reads it, whatever ended screening: it has the rank and the mask of its words. What was said
            # before has them there, unless it stands for all to read.
            if phase.ends is Outcome.HOLD or not heard.holds:
                findings.extend(grounds(material))
            notes.extend(_notes_again(material))
            break
    outcome = _outcome(heard, outcome, findings, notes)
    alert = any(note.concern in ALERTING for note in notes)
    return Screened(outcome, tuple(findings), tuple(notes), ended_by, alert, material.judge.name)


def _notes_again(material: Material) -> Iterator[Note]:
    """Yield what is told also of what ended screening: a question, a complaint or a right is none the less one."""
    for phase in PHASES:
        if phase.again:
            yield from (found for found in phase.run(material) if isinstance(found, Note))


def _ends(phase: Phase, heard: Heard, notes: list[Note]) -> bool:
    """Return whether ``phase``, which found something, ends screening.

    What would only be pointed out ends nothing where the channel holds other things: they may be in it too.
    """
    if phase.ends is None:
        return False
    if phase.ends is Outcome.HOLD or not heard.holds:
        return True
    return any(note.concern in heard.holds for note in notes)


def _outcome(heard: Heard, ended: Outcome, findings: list[Finding], notes: list[Note]) -> Outcome:
    """Return the outcome: hold what came too late, said before or not, and where the channel holds what was found or a
    rule of the council's does; flag where a person should look, else pass."""
    found = {finding.ground for finding in findings} | {note.concern for note in notes}
    if heard.closed or ended is Outcome.HOLD or found & heard.holds or any(note.holds for note in notes):
        return Outcome.HOLD
    if ended is Outcome.FLAG or findings or any(note.concern in FLAGGING for note in notes):
        return Outcome.FLAG
    return Outcome.PASS
