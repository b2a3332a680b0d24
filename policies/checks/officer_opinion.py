"""An officer gives facts and expertise, never an opinion on the council's policy."""

import re
from collections.abc import Iterator, Mapping
from typing import ClassVar

from policies.checks.base import Apart
from policies.checks.phrases import Advice, PhraseCheck
from policies.language.lexicons import phrasebook
from policies.language.patterns import Match, Phrasebook
from policies.language.reading import Reading, read
from policies.language.registers import sign_off
from policies.subjects import Subject

_OFFICER = re.compile(
    r"\b(clerk|chief (?:officer|executive)|rfo|(?:finance|projects?|communications|events|"
    r"community|planning|media|admin|"
    r"committee|council|amenities|estates|facilities|operations|office|proper|"
    r"licensing) (?:officer|manager)|manager|"
    r"administrator|admin(?:istrative)? assistant|groundsman|caretaker|officer|ranger|"
    r"superintendent|receptionist)\b"
)
_MEMBER = re.compile(
    r"\b(cllr|councillor|coun|mayor|chairman|chair|resident|mp|vicar|headteacher|spokesperson for the)\b"
)
_JUDGES = re.compile(
    r"\b(wrong|right|mistake\w*|foolish|sensible|unfair|unwise|disast\w+|terrible|excellent|"
    r"ridiculous|misguided|mad|madness|crazy|"
    r"short-sighted|should|ought|waste|shame\w*|unacceptable|best|worst|oppos\w+|support\w*|"
    r"in favour|against|better|worse|"
    r"daft|appalling|brilliant|great|nonsense|too (?:much|little|far)|unjust\w*|harm\w*|"
    r"rather|prefer\w*|vote|reject\w*|abolish\w*|scrap\w*|"
    r"unnecessary|welcome[sd]?|poor|damag\w+|regret\w*)\b"
)
_SPEAKS = re.compile(
    r"\b(?:said|says|told|tells|added|comment(?:ed|s)|wrote|writes|insisted|argued|remarked|declared)\b"
)
_HARSH = re.compile(
    r"\b(?:(?:is|are|was|were|be|been|got (?:it|this)|it's|seems?|looks?) (?:\w+ ){0,3}"
    r"(?:wrong|mistaken|mistake|foolish|"
    r"unfair|unwise|disaster|disastrous|ridiculous|misguided|mad|madness|crazy|short-?sighted|waste|shameful|"
    r"unacceptable|nonsense|unjust|unnecessary|daft|appalling|brilliant|excellent|ruin|folly|shambles|farce|"
    r"disgrace\w*|scandal\w*|outrage\w*|insult|naive|reckless|barmy|too (?:low|high|small|much|little|far|soon|late))"
    r"|no (?:sense|idea how)|short-?sighted|misguided|shambles|folly|would be the (?:ruin|end|death)|"
    r"(?:brilliant|excellent|terrible|wonderful|great|dreadful|appalling|daft|stupid|foolish) (?:policy|decision|plan|"
    r"proposal|scheme|idea)|ought (?:never )?to (?:have )?(?:\w+ )?(?:abolish|scrap|resign|reverse|refuse|reject|stop|"
    r"think again)\w*|should (?:never )?(?:have been |be |have )?(?:abolish|scrap|resign|revers|refus|reject)\w*|"
    r"never (?:saw|seen|understood|grasped) (?:why|how|the point|the sense)|"
    r"rather (?:see|have seen|have)|vote (?:against|for)\b)"
)
_MATTER = re.compile(
    r"\b(?:decision|polic(?:y|ies)|council|councillors|members|government|ministers?|plans?|scheme|bypass|precept|"
    r"charges|proposals?|law|merger|cap|budget|closure|development|quarry|housing|reorganisation|cuts?|tax|sale|"
    r"toll|bill|application|county|district|developers?|reforms?|meadow|field|estate|masts?|turbines?|zone)\b"
)
_ADVISES = re.compile(
    r"\b(?:advised|minuted?|resolved|agreed|council (?:said|says|believes|considers)|on behalf of)\b"
)
_REMEDY = (
    "Let the officer state facts: what was decided, when, and what happens next. A view is for a "
    "councillor to give."
)


class OfficerOpinion(PhraseCheck):
    """Finds opinions on policy where an officer speaks: in a quotation, in the sentence, or as the one who signs."""

    id = "officer-opinion"
    name = "An officer's opinion"
    description = "An officer who speaks for the council never gives an opinion on council policy."
    apart = Apart(kinds=frozenset({"letter", "social_post"}), capacity=True, writer=True)
    lexicon = "officer"
    groups = ("opinion", "third")
    advice: ClassVar[Mapping[str, Advice]] = {
        "opinion": Advice("“{words}” is an officer's opinion on policy.", _REMEDY),
        "third": Advice("“{words}” reports an officer's opinion on policy.", _REMEDY),
    }

    def applies(self, subject: Subject) -> bool:
        """In a private text an officer speaks for nobody else."""
        return subject.capacity != "personal"

    def matches(
        self, reading: Reading, book: Phrasebook, excused: Phrasebook, subject: Subject
    ) -> Iterator[Match]:
        """Yield opinions that an officer gives."""
        found = [match for match in book.find(reading) if match.label == "also"]
        for label in ("opinion", "third"):
            found += super().matches(reading, phrasebook("officer", label), excused, subject)
        opinions = list(self._opinions(reading, found, subject)) if found else []
        yield from opinions
        spoken = {match.sentence.number for match in opinions}
        yield from (each for each in _judged(reading) if each.sentence.number not in spoken)

    def _opinions(self, reading: Reading, found: list[Match], subject: Subject) -> Iterator[Match]:
        by_officer = _signs(subject)
        for match in found:
            own = reading.lower[match.sentence.start : match.sentence.end]
            if match.label == "third":
                rest = reading.lower[match.end : match.sentence.end]
                told = rest.split(" i ", 1)[0] if '"' in rest else rest
                if _JUDGES.search(told) and re.search(
                    (
                        r"believes|thinks|feels|considers|argue|criticis|condemn|slammed|praised|backed|opposes|"
                        r"supports|described|called|favours|view|opinion|insisted|warned|hope[sd]?|hoping|want|wish|urge|rather|prefer"
                    ),
                    reading.lower[match.start : match.end],
                ):
                    yield match
            elif not _MEMBER.search(own.split(" said", 1)[0]) and (
                _OFFICER.search(own) or by_officer or _near(reading, match)
            ):
                yield match


def _near(reading: Reading, match: Match) -> bool:
    """Say whether an officer, and no member, is named beside the sentence: who says it stands before or after."""
    near = reading.around(match.sentence)
    return bool(_OFFICER.search(near)) and not _MEMBER.search(near)


def _signs(subject: Subject) -> bool:
    """Say whether an officer signs or posts it. In a councillor's capacity a member speaks, unless staff write it."""
    by_officer = subject.circumstances.author_role in {"clerk", "officer"}
    if subject.capacity == "councillor" and not by_officer:
        return False
    signed = f"{subject.fields.get('signatory', '')} {subject.fields.get('signatory_title', '')}".lower()
    if by_officer and subject.kind.slug in {"letter", "social_post"}:
        return True
    if _OFFICER.search(signed) and not _MEMBER.search(signed):
        return True
    body = read(subject.fields.get(subject.kind.body, ""))
    start, end = sign_off(body.lower)
    opening = body.lower[: body.sentences[0].end]
    spoken = phrasebook("officer", "speaks").any_in(body)
    return spoken or (
        bool(_OFFICER.search(body.lower, start, end) and len(body.text) - start < 160)
        and "cllr" not in opening
    )


def _judged(reading: Reading) -> Iterator[Match]:
    """Yield sentences in which an officer is quoted or reported as judging a policy, whatever the words of opinion."""
    for sentence in reading.sentences:
        own = reading.lower[sentence.start : sentence.end]
        if not (_OFFICER.search(own) and _SPEAKS.search(own)):
            continue
        harsh = _HARSH.search(own)
        if harsh and _MATTER.search(own) and not _MEMBER.search(own) and not _ADVISES.search(own):
            start = sentence.start + harsh.start()
            yield Match("third", start, sentence.start + harsh.end(), sentence)
