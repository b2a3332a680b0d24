"""Identifiers of private persons as they are written in Britain, with what makes each of them harmless."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policies.language.addresses import emails
from policies.language.people import is_first_name
from policies.language.reading import Reading

_NI = re.compile(
    r"\b(?!bg|gb|nk|kn|tn|nt|zz)[a-ceghj-prstw-z][a-ceghj-nprstw-z][ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[a-d]\b"
)
_SORT = re.compile(r"(?<![\d-])\d{2}[- ]\d{2}[- ]\d{2}(?![\d-])")
_ACCOUNT = re.compile(r"\baccount(?: (?:number|no\.?|num))?[ :#]{1,3}(\d{8}|\d{4} \d{4})\b")
_IBAN = re.compile(r"\bgb\d{2} ?[a-z]{4}(?: ?\d){14}\b")
_CARD = re.compile(r"(?<!\d)(?:\d{4}[ -]){3}\d{4}(?!\d)")
_BORN = re.compile(
    r"\b(?:date of birth|d\.?o\.?b\.?|born(?: on)?|birthday(?: is)?(?: on)?)(?: is| was)?[ :]{1,3}(?:the )?"
    r"(\d{1,2}[/. -]\d{1,2}[/. -]\d{2,4}|\d{1,2}(?:st|nd|rd|th)? (?:of )?[a-z]{3,9},? \d{4}|"
    r"[a-z]{3,9} \d{1,2}(?:st|nd|rd|th)?,? \d{4})"
)
_PHONE = re.compile(r"(?<![\w/£.-])(?:\+44 ?(?:\(0\) ?)?|\(?0)[1237]\d{1,4}\)?(?:[ -]?\d){5,9}(?![\w/-])")
_PLATE = re.compile(
    r"\b[A-Z]{2}[0-9]{2} ?[A-Z]{3}\b|\b[A-Z][0-9]{1,3} ?[A-Z]{3}\b(?=[^\n]{0,40}\b(?:parked|car|van|reg))"
)
_PLATE_LOWER = re.compile(r"\b[a-z]{2}[0-9]{2} ?[a-z]{3}\b|\b[a-z][0-9]{1,3} ?[a-z]{3}\b")
_CAR = re.compile(
    r"\b(reg(?:istration)?|number plate|plate|car|van|vehicle|driver|ford|bmw|audi|vauxhall|"
    r"fiesta|golf|transit|corsa|focus|land rover|range rover|mini|parked|volvo|toyota|skoda|"
    r"mercedes)\b"
)
_STREET = (
    r"(?:road|street|lane|close|avenue|drive|crescent|way|terrace|court|gardens|place|row|hill|"
    r"green|grove|mews|rd|st|ave|walk|view|rise|cottages|square)"
)
_HOME = re.compile(
    rf"\b(?:flat \d{{1,3}}[a-z]?,? )?(?:number |"
    rf"no\.? ?)?\d{{1,4}}[a-z]?,? (?:[a-z][\w'-]{{1,20}} ){{1,3}}{_STREET}\b"
)
_POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}\b")
_LIVES_AT = re.compile(
    r"\b(?:lives?|living|residing|resides|tenant|occupier|complainant|objector|resident|neighbour|widow|widower|"
    r"(?:his|her|their|family|whose) (?:home|house|address)|moved)\b,? (?:[a-z'-]+ ){0,3}?(?:at|of|from|in|is|to) "
)
_LONGEST_ADDRESS = 80
"""Characters between who lives there and the postcode."""
_LIVES = re.compile(
    r"\b(lives?|living|home|resident|residing|address|mr|mrs|ms|miss|moved|neighbour|house|tenant|"
    r"occupier|complainant|objector|letter from|widow|family|who)\b"
)
_PLANNING = re.compile(
    r"\b(planning|application|applications?|proposal|extension|dormer|tree works?|tpo|"
    r"change of use|ref(?:erence)?|licen[cs]e|outside|opposite|between|near|adjacent|venue|"
    r"charity shop|held at|takes place|meets? at)\b"
)
_OFFICE = re.compile(
    r"\b(clerk|council|office|hall|police|surgery|helpline|enquir\w+|bookings?|club|church|"
    r"library|museum|highways|contractor|environment agency|reception|switchboard|line|charity|"
    r"school|society|trust|association|press|media|emergency|incident|hotline|floodline|"
    r"box office|team|centre|registrar|vicarage|hotel|inn|pub|ltd|department|organisers?)\b"
)
_ROLE_MAILBOX = re.compile(
    r"^(?:the)?(?:clerk|info|enquir|office|admin|book|hall|secretary|contact|hello|event|mail|"
    r"council|parish|town|press|news|treasurer|chair|editor|team|volunteer|membership|mayor|cllr|"
    r"support|help|planning|customer|ticket|sales|general|friends|club|wi|choir|band|church|"
    r"deputy|assistant|rfo|museum|library|data)"
)
_A_DIGIT = re.compile(r"\d")
_FEWEST = 4
"""Digits of the shortest date of birth (1/2/80); all other numbers have more."""
_FREE_MAIL = re.compile(
    r"(?:gmail|googlemail|hotmail|outlook|live|yahoo|ymail|aol|btinternet|sky|talktalk|"
    r"virginmedia|icloud|me|mac|ntlworld|tiscali|msn|proton(?:mail)?|blueyonder|btopenworld|"
    r"gmx)\.(?:com|co\.uk|net|me)$"
)


@dataclass(frozen=True, slots=True)
class Found:
    """An identifier: where (normalised), and what it is, as in “is a private telephone number”."""

    start: int
    end: int
    what: str


def identifiers(reading: Reading) -> Iterator[Found]:
    """Yield identifiers of private persons, without what an office, a planning list or history explains."""
    if digits := len(_A_DIGIT.findall(reading.text)):
        if digits >= _FEWEST:
            yield from _numbers(reading)
            yield from _phones(reading)
        yield from _plates(reading)
        yield from _homes(reading)
    for address in emails(reading):
        local = address.text.partition("@")[0]
        if (
            _FREE_MAIL.search(address.host)
            and not _ROLE_MAILBOX.match(local)
            and not _club(local)
            and _is_somebody(local)
        ):
            yield Found(address.start, address.end, "a private email address")


def _is_somebody(local: str) -> bool:
    """Say whether a mailbox is named as people name theirs: a first name, an initial and a dot, a number."""
    parts = re.split(r"[\d._+-]+", local)
    return len(parts) > 1 or any(is_first_name(part) for part in parts)


def _club(local: str) -> bool:
    return any(
        word in local
        for word in (
            "club",
            "society",
            "group",
            "festival",
            "hall",
            "choir",
            "fc",
            "cc",
            "pta",
            "scouts",
            "council",
            "parish",
            "clerk",
        )
    )


def _near(reading: Reading, start: int, end: int, before: int = 100, after: int = 50) -> str:
    sentence = reading.at(start)
    low = max(sentence.start, start - before)
    return reading.lower[low:start] + " " + reading.lower[end : min(sentence.end, end + after)]


def _numbers(reading: Reading) -> Iterator[Found]:
    for found in _NI.finditer(reading.lower):
        yield Found(found.start(), found.end(), "a National Insurance number")
    for pattern in (_SORT, _ACCOUNT, _IBAN, _CARD):
        for found in pattern.finditer(reading.lower):
            near = _near(reading, found.start(), found.end(), 160, 100)
            banked = pattern in {_IBAN, _CARD} or any(
                word in near for word in ("sort", "account", "bank", "acc ", "a/c")
            )
            own = any(word in near for word in ("council", "charity", "appeal", "trust", "society"))
            if banked and not own:
                yield Found(found.start(), found.end(), "somebody's bank details")
    for found in _BORN.finditer(reading.lower):
        year = re.search(r"(\d{4}|\d{2})$", found.group(1))
        if year and not (len(year.group()) == 4 and int(year.group()) < 1926):
            yield Found(found.start(), found.end(), "a date of birth")


def _phones(reading: Reading) -> Iterator[Found]:
    for found in _PHONE.finditer(reading.text):
        digits = re.sub(r"\D", "", found.group()).removeprefix("44")
        digits = digits if digits.startswith("0") else f"0{digits}"
        if not 10 <= len(digits) <= 11:
            continue
        near = _near(reading, found.start(), found.end())
        mobile = digits.startswith("07")
        office = bool(_OFFICE.search(near))
        named = any(
            is_first_name(word)
            for word in re.findall(r"[A-Z][a-z]+", reading.text[max(0, found.start() - 60) : found.start()])
        )
        home = re.search(
            r"\b(home|mobile|his|her|my|private|personal) ?(?:number|phone|mobile|landline|line)?\b", near
        )
        if digits.startswith("03"):
            continue
        before = reading.lower[max(0, found.start() - 60) : found.start()]
        if (
            (mobile and (named or not (office and _OFFICE.search(before))))
            or (not office and (named or home))
            or (office and home and named)
        ):
            yield Found(found.start(), found.end(), "a private telephone number")


def _plates(reading: Reading) -> Iterator[Found]:
    seen = set()
    for found in _PLATE.finditer(reading.text):
        if not found.group()[:2].isalpha() or not _is_reference(reading, found.start()):
            seen.add(found.start())
            yield Found(found.start(), found.end(), "a vehicle's registration")
    if _CAR.search(reading.lower):
        for found in _PLATE_LOWER.finditer(reading.text):
            near = _near(reading, found.start(), found.end(), 60, 40)
            if (
                found.start() not in seen
                and re.search(r"\d{2} ?[a-z]{3}$", found.group())
                and re.search(r"\b(reg\w*|plate|number)\b", near)
            ):
                yield Found(found.start(), found.end(), "a vehicle's registration")


def _is_reference(reading: Reading, start: int) -> bool:
    return bool(
        re.search(
            r"(?:ref(?:erence)?|minute|grant|order|code|quote|no\.?)[ :]{1,3}$",
            reading.lower[max(0, start - 20) : start],
        )
    )


def _homes(reading: Reading) -> Iterator[Found]:
    for found in _HOME.finditer(reading.lower):
        sentence = reading.at(found.start())
        around = reading.lower[sentence.start : sentence.end]
        near = _near(reading, found.start(), found.end(), 80, 30)
        postcode = bool(_POSTCODE.search(reading.lower, found.end(), found.end() + 60))
        cased = reading.text[found.start() : found.end()]
        street = any(word[0].isupper() for word in cased.split() if word[0].isalpha())
        lives = re.search(
            (
                r"\b(mr|mrs|ms|miss|lives?|living|residing|tenant|occupier|complainant|objector|resident|"
                r"neighbour|widow|home of|address is|family) (?:[a-z'.-]+ ){0,4}(?:at|of|from|in|is)?[ ,]{0,2}$"
            ),
            reading.lower[max(0, found.start() - 70) : found.start()],
        )
        excused = _PLANNING.search(around) or _OFFICE.search(around)
        if not street and not postcode:
            continue
        if (lives and not (excused and "planning" in around)) or (
            postcode and not excused and not near.strip().startswith("venue")
        ):
            yield Found(found.start(), found.end(), "a person's home address")
    yield from _named_homes(reading)


def _named_homes(reading: Reading) -> Iterator[Found]:
    """Yield homes that have a name and no number, or a postcode alone: of somebody who is said to live there."""
    for found in _POSTCODE.finditer(reading.lower):
        sentence = reading.at(found.start())
        lives = list(_LIVES_AT.finditer(reading.lower, sentence.start, found.start()))
        if not lives or found.start() - lives[-1].end() > _LONGEST_ADDRESS:
            continue
        start = lives[-1].end()
        beside = f"{reading.lower[sentence.start : start]} {reading.lower[found.end() : sentence.end]}"
        numbered = _HOME.search(reading.lower, start, found.start())
        if not (numbered or _PLANNING.search(beside) or _OFFICE.search(beside)):
            yield Found(start, found.end(), "a person's home address")
