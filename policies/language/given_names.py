"""The usual short forms of given names, and names as statements of persons nominated print them: surname first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_FAMILIES = (
    "albert bert bertie|alexander alex sandy|alexandra alex sandra|alfred alf fred|amanda mandy|andrew andy drew|"
    "angela angie|anthony tony ant|antony tony|arthur art|barbara barb babs|beatrice bea|benjamin ben|bernard bernie|"
    "caroline carrie caro|catherine cath cathy kate katie|charles charlie chas|charlotte lottie|christina chris tina|"
    "christine chris|christopher chris kit|clifford cliff|constance connie|daniel dan danny|david dave|"
    "deborah deb debbie|donald don|dorothy dot dottie|douglas doug|edith edie|edward ed eddie ted|edwin ed|"
    "eleanor ellie nell|elizabeth liz lizzie beth betty eliza|emily em|ernest ernie|florence flo|frances fran|"
    "francis frank|frederick fred freddie|geoffrey geoff|georgina georgie|gerald gerry|gillian gill|graham|"
    "gregory greg|gwendoline gwen|harold harry|harriet hattie|henry harry|herbert bert|isabel izzy|jacqueline jackie|"
    "james jim jimmy jamie|janet jan|jeffrey jeff|jennifer jen jenny|jeremy jerry|joanna jo|joanne jo|"
    "john jack johnny|jonathan jon|joseph joe|josephine jo|judith judy|katherine kath kathy kate katie|"
    "kathleen kath kathy|kenneth ken|laurence larry laurie|lawrence larry|leonard len|lesley les|leslie les|"
    "lilian lily|louise lou|madeleine maddie|margaret maggie meg peggy|marjorie marge|martin marty|matthew matt|"
    "michael mike mick|nathaniel nat|nicholas nick|nicola nicky|nigel|norman norm|olivia liv|pamela pam|"
    "patricia pat trish|patrick pat paddy|penelope penny|peter pete|philip phil|philippa pippa|phillip phil|"
    "rachel rach|raymond ray|rebecca becky|reginald reg|richard dick rick rich|robert bob rob bobby robbie|"
    "roderick rod|rodney rod|roger|ronald ron|rosalind ros roz|rosemary rose|samantha sam|samuel sam|sarah sally|"
    "sidney sid|simon si|stanley stan|stephen steve|steven steve|stuart stu|susan sue susie|terence terry|"
    "theodore theo|theresa terry tess|thomas tom tommy|timothy tim|tobias toby|valerie val|victor vic|victoria vicky|"
    "vincent vince|vivian viv|vivienne viv|walter wally|wilfred wilf|william will bill billy|winifred win|zachary zac"
)
_SHORT: dict[str, set[str]] = {}
for _family in _FAMILIES.split("|"):
    _forms = set(_family.split())
    for _form in _forms:
        _SHORT.setdefault(_form, set()).update(_forms - {_form})

_PARTICLES = frozenset(
    ("de", "da", "di", "du", "del", "la", "le", "van", "von", "der", "den", "ter", "ten", "st", "al", "bin")
)
STYLES = ("Councillor", "Cllr", "Mr", "Mrs", "Ms", "Miss", "Mx", "Dr")
_CAPITALS = re.compile(r"(?:Mc|Mac|O['’]|Fitz|D['’])?[^\W\d_a-z]{1,}(?:['’-][^\W\d_a-z]+)*\Z")


@dataclass(frozen=True)
class PersonName:
    """A name as it is read: the given names in their order, and the surname."""

    given: tuple[str, ...]
    surname: str


def is_capitals(word: str) -> bool:
    """Return whether ``word`` is a surname in capitals, as “O’NEIL” and “McDONALD” are."""
    letters = [sign for sign in word if sign.isalpha()]
    capitals = sum(sign.isupper() for sign in letters)
    return capitals > 1 and _CAPITALS.match(word) is not None


def in_small_letters(surname: str) -> str:
    """Return a ``surname`` in capitals as it is written in a text: “O’NEIL” as “O’Neil”."""

    def small(found: re.Match[str]) -> str:
        return found.group()[:1] + found.group()[1:].lower()

    return " ".join(
        re.sub(r"(?<![a-z])[^\W\d_a-z]{2,}|(?<=Mc|ac)[^\W\d_a-z]{2,}", small, word)
        for word in surname.split()
    )


def readings_of(name: str) -> Iterator[PersonName]:
    """Yield how ``name`` may be meant: surname in capitals first or last, behind a particle, or by its place."""
    words = name.split()
    first = next((place for place, word in enumerate(words) if not is_capitals(word)), len(words))
    last = next((place for place, word in enumerate(reversed(words)) if not is_capitals(word)), 0)
    particle = next((place for place, word in enumerate(words) if word in _PARTICLES), None)
    if 0 < first < len(words):
        yield PersonName(tuple(words[first:]), in_small_letters(" ".join(words[:first])))
    elif 0 < last < len(words):
        yield PersonName(tuple(words[:-last]), in_small_letters(" ".join(words[-last:])))
    elif particle == 0:
        end = next(place for place, word in enumerate([*words, ""]) if word not in _PARTICLES) + 1
        yield PersonName(tuple(words[end:]), " ".join(words[:end]))
    elif particle is not None:
        yield PersonName(tuple(words[:particle]), " ".join(words[particle:]))
    else:
        yield PersonName(tuple(words[:-1]), words[-1] if words else "")
        if len(words) > 1 and words[-1].lower() in _SHORT and words[0].lower() not in _SHORT:
            yield PersonName(tuple(words[1:]), words[0])


def called(given: str) -> frozenset[str]:
    """Return the given name and its short forms, in small letters."""
    return frozenset((given.lower(), *_SHORT.get(given.lower(), ())))


def ways_to_write(name: PersonName) -> Iterator[str]:
    """Yield how a text names somebody in full: with and without middle names, their initials, short forms."""
    if not name.given:
        return
    first, middle = name.given[0], name.given[1:]
    for each in (first, *sorted(_SHORT.get(first.lower(), ()))):
        yield f"{each} {name.surname}"
        for count in range(1, len(middle) + 1):
            yield " ".join((each, *middle[:count], name.surname))
            yield " ".join((each, *(one[0] for one in middle[:count]), name.surname))
    if middle:
        yield " ".join((*(one[0] for one in name.given), name.surname))


@lru_cache(maxsize=1024)
def surnames_of(name: str) -> tuple[str, ...]:
    """Return what may be the surname in ``name``: one of them is in whatever in_full() and by_style() return."""
    return tuple(dict.fromkeys(reading.surname for reading in readings_of(name)))


@lru_cache(maxsize=1024)
def in_full(name: str) -> tuple[str, ...]:
    """Return how a text may name somebody in full whose name was entered as ``name``."""
    return (name, *(way for reading in readings_of(name) for way in ways_to_write(reading)))


@lru_cache(maxsize=1024)
def by_initials(name: str) -> tuple[str, ...]:
    """Return how a text may name somebody by initials and the surname: “J. Marsh” and “J. S. Marsh”."""
    ways = (
        " ".join((*(f"{given[0]}." for given in reading.given[:count]), reading.surname))
        for reading in readings_of(name)
        for count in range(1, len(reading.given) + 1)
    )
    return tuple(dict.fromkeys(ways))


@lru_cache(maxsize=1024)
def by_style(name: str) -> tuple[str, ...]:
    """Return how a text may name somebody by a style, with initials or without: “Cllr O’Neil”, “Mrs M. A. O’Neil”."""
    ways = (*(each for each in surnames_of(name) if each), *by_initials(name))
    # Nobody misses a person who says “do not miss a dale”.
    return tuple(f"{style} {way}" for way in ways for style in STYLES if (style, way[:2]) != ("Miss", "A."))
