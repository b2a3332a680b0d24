"""Who is meant: persons, councillors, officers and businesses as texts name them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from policies.language.lexicons import lexicon
from policies.language.reading import Reading
from policies.language.surnames import is_surname
from policies.matching import spans_of

_CAPITAL = r"[A-Z][a-z'-]{1,20}(?:[A-Z][a-z]{1,20})?"
_TITLED = re.compile(
    r"\b(Mr|Mrs|Ms|Miss|Mx|Dr|Rev|Revd|Sir|Dame|Lord|Lady|Cllr|Cllrs|Councillor|Coun)\.? "
    rf"((?:[A-Z]\.? ){{0,3}}{_CAPITAL}(?: {_CAPITAL}){{0,2}})"
)
_PAIR = re.compile(rf"\b({_CAPITAL}) (?:[A-Z]\. )?({_CAPITAL}(?:-{_CAPITAL})?)\b")
_FIRM = re.compile(
    r"\b(?:[A-Z][\w'&-]{0,25} (?:(?:&|and|of) )?){1,4}?"
    r"(Ltd|Limited|PLC|plc|LLP|Builders?|Building|Developments?|Homes|Construction|Garage|Motors|"
    r"Cars|Butchers?|"
    r"Bakery|Bakers|Salon|Estates?|Estate Agents?|Plumbing|Plumbers|Heating|Electrical|"
    r"Electricians|Landscapes|"
    r"Landscaping|Scaffolding|Roofing|Contractors|Stores|Store|Caf[eé]|Tea ?[Rr]ooms?|Arms|Inn|"
    r"Kitchens|Windows|"
    r"Takeaway|Tandoori|Nursery|Nurseries|Garden Centre|Farm Shop|Skips|Skip Hire|Waste|Haulage|"
    r"Solicitors|Sons|"
    r"Brothers|Bros|Bistro|Restaurant|Hotel|Taxis|Cabs|Properties|Lettings|Surveyors|Groundworks|Paving|"
    r"Driveways|Highways|Surfacing|Tarmac|Fencing|"
    r"(?:Tree|Home|Dental|Garden|Pet|Animal|Child|Day) Care|Tree Surgeons|Cleaning|Removals|Autos|"
    r"Tyres|Solar|Glazing|Joinery|Decorators|Dairy|Veterinary|Pharmacy|Chemist|Travel|Coaches|"
    r"Logistics|Freight|Engineering|Associates|Consulting|Consultants|Catering|Marquees|Brewery|"
    r"Shoes|Furniture|Flooring|Carpets|Bathrooms|Drainage|Plant Hire|Aggregates|Quarries|Minerals|"
    r"Recycling|Metals|Timber|Firewood|Broadband|Accountants|Accountancy|Mortgages|Insurance|Gym|"
    r"Fitness|Dental|Opticians|Boutique|Florists?|Barbers|Hairdressers|Kennels|Vets?)\b"
)
_INITIALS = 2
_EVERYDAY = frozenset({"no party", "not known", "non aligned", "no description", "residents association"})
_NOT_FIRST = frozenset(
    [
        "will",
        "may",
        "grace",
        "hope",
        "joy",
        "faith",
        "rose",
        "violet",
        "ivy",
        "holly",
        "june",
        "april",
        "summer",
        "autumn",
        "chase",
    ]
)


@dataclass(frozen=True, slots=True)
class Person:
    """A person named in a text: where (normalised), by which title, with which name."""

    start: int
    end: int
    title: str
    name: str

    @property
    def is_councillor(self) -> bool:
        """Say whether the title is a councillor's."""
        return self.title in {"Cllr", "Cllrs", "Councillor", "Coun"}


def people(reading: Reading) -> Iterator[Person]:
    """Yield the persons named: with a title, or with a usual first name and a surname."""
    first_names = first_name_list()
    taken = []
    for found in _TITLED.finditer(reading.text):
        taken.append((found.start(), found.end()))
        yield Person(found.start(), found.end(), found.group(1), found.group(2))
    for found in _PAIR.finditer(reading.text):
        first, last = found.group(1).lower(), found.group(2).lower()
        known = first in first_names and last.isascii() and is_surname(reading.text, found)
        if known and not any(start <= found.start() < end for start, end in taken):
            yield Person(found.start(), found.end(), "", found.group())


def first_name_list() -> frozenset[str]:
    """Return usual British first names, lower case."""
    return frozenset(lexicon("names").classes["first"])


def is_first_name(word: str) -> bool:
    """Say whether ``word`` is a usual first name and hardly anything else."""
    return word.lower() in first_name_list() and word.lower() not in _NOT_FIRST


def firms(text: str) -> list[str]:
    """Return the names of businesses in ``text``."""
    return [found.group() for found in _FIRM.finditer(text)]


def named_in(reading: Reading, names: Iterable[str]) -> list[tuple[int, int]]:
    """Return where any of ``names`` stands in ``reading`` (normalised), with a capital: “Ridge”, but not “ridge”.

    What has no more than two signs is no name.
    """
    words = ((name, name.split()) for name in names if len(name.strip()) > _INITIALS)
    sought = [name for name, parts in words if parts[0].lower() in reading.lower]
    places = (
        spans_of(reading.raw, sought) if sought else ()
    )  # names are sought in the same text by other checks
    back = reading.normal.back
    return [(back(start), back(end)) for start, end in places if not reading.raw[start].islower()]


def is_local(party: str) -> bool:
    """Say whether ``party`` is a name of its own, as “Ottermouth First” is, and no word of every day, as “Green” is."""
    return len(party.split()) > 1 and party.lower() not in _EVERYDAY
