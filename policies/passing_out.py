"""What the rules on recipients find where a paper is to be shown to somebody outside."""

from dataclasses import replace
from types import MappingProxyType

from django.utils import timezone

from policies.circumstances import Envelope
from policies.evaluate import Finding, evaluate
from policies.gathering import gather
from policies.judging import effective
from policies.matters.knowing import known_to
from policies.models import Matter
from policies.standing import rules_in_force
from policies.subjects import Subject
from portal.councils.people import Person
from portal.drafts.kinds import KINDS

CHECK = "recipients"


def found_in_passing(person: Person, text: str, *, to: str, matter: Matter | None) -> tuple[Finding, ...]:
    """Return what the council's rules on recipients find where ``text`` goes to ``to``, by name or email address.

    Whoever gets a paper that was not written to them is a third party to it, as somebody who is copied in. It is about
    ``matter``, as far as ``person`` may know of it. Five queries; none without such a rule but one.
    """
    now = timezone.now()
    rules = effective(rules_in_force(person.council.pk, body_id=None, at=now))
    mine = tuple(rule for rule in rules if rule.check == CHECK)
    if not mine:
        return ()
    shut = matter is not None and (matter.released_on is None or matter.decision_only)
    known = shut and matter is not None and known_to(person).filter(pk=matter.pk).exists()
    around = replace(
        gather(person.council, at=now, reader_id=person.membership.pk),
        envelope=Envelope(cc=(" ".join(to.split()),), confidential=known),
    )
    kind = KINDS["letter"]
    subject = Subject(kind, MappingProxyType({}), MappingProxyType({kind.body: text}), "", around)
    return evaluate(subject, mine).findings
