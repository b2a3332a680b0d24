"""Surnames that are words for places too: “Peter Green stole it” names a man, “the swings on Jubilee Green” a place."""

import re

BORNE = frozenset(
    [
        "street",
        "lane",
        "green",
        "hill",
        "park",
        "hall",
        "church",
        "field",
        "fields",
        "bridge",
        "wood",
        "woods",
        "day",
        "cross",
        "ward",
    ]
)
"""Words for places that many people bear as their surname: Peter Green, Emma Wood, Anne Hall."""
_NEVER = frozenset(
    [
        "road",
        "avenue",
        "drive",
        "school",
        "centre",
        "club",
        "square",
        "place",
        "row",
        "common",
        "council",
        "parish",
        "town",
        "village",
        "city",
        "county",
        "district",
        "week",
        "month",
        "year",
        "trust",
        "charity",
        "association",
        "society",
        "committee",
        "room",
        "theatre",
        "library",
        "museum",
        "station",
        "hospital",
        "surgery",
        "arms",
        "inn",
        "gardens",
        "terrace",
        "crescent",
        "mews",
        "grove",
        "path",
        "quay",
    ]
)
"""Words for places and bodies that nobody bears."""
_SELDOM = frozenset(["close", "farm", "market", "wharf", "garden", "house", "court", "way", "walk"])
"""Words for places that few bear: they mean one unless the text goes on as of a person."""
NOT_SURNAMES = BORNE | _SELDOM | _NEVER
"""Words that make a name a place's, or a body's, where nothing says that it is a person's."""
_GIVEN_TO_PLACES = frozenset(
    [
        "abbey",
        "adelaide",
        "albert",
        "alexandra",
        "april",
        "ash",
        "autumn",
        "bishop",
        "caroline",
        "charles",
        "charlotte",
        "chase",
        "churchill",
        "clay",
        "cliff",
        "clifton",
        "daisy",
        "dale",
        "diana",
        "edward",
        "elizabeth",
        "fern",
        "frederick",
        "george",
        "glen",
        "grange",
        "hazel",
        "heath",
        "heather",
        "henry",
        "holly",
        "iris",
        "ivy",
        "james",
        "jasmine",
        "jay",
        "john",
        "june",
        "kennedy",
        "king",
        "laurel",
        "lea",
        "lee",
        "lily",
        "margaret",
        "mary",
        "may",
        "milton",
        "myrtle",
        "nelson",
        "olive",
        "philip",
        "poppy",
        "priory",
        "robin",
        "rocky",
        "rose",
        "rowan",
        "sandy",
        "stanley",
        "summer",
        "victoria",
        "violet",
        "wellington",
        "william",
    ]
)
"""First names, usual or not, that parks, halls and closes have: with a word of BORNE they mean a place as a rule."""
_PLACED = re.compile(
    r"\b(?:at|in|on|along|near|opposite|around|outside|inside|into|onto|through|past|across|via|down|up|off|"
    r"beyond|the|this|that|our|your|its|St\.?|Saint|Old|New|Upper|Lower|Great|Little|North|South|East|West) \Z"
)
_A_PERSON_S = re.compile(
    r"\A(?:,? (?:aged )?\d{1,3}\b(?! ?(?:am|pm|acres|homes|houses|o'clock|[a-z]*-?bed))|,? who\b|"
    r"'s (?:wife|husband|mother|father|son|daughter|family|partner|child|children|job|salary|dog)\b|"
    r" (?:\w+ly |also |has |had |have )?(?:said|says|told|tells|lied|lies to|stole|stolen|lives|lived|wrote|writes|"
    r"thinks|thought|believes|wants|wanted|knows|knew|drinks|drank|hits|hit|beats|swore|cheated|cheats|spoke|speaks|"
    r"died|retired|resigned|married|suffers)\b|"
    r" (?:is|was|has been) (?:in hospital|ill|unwell|off sick|pregnant|diagnosed|arrested|convicted|sacked|"
    r"suspended)\b|"
    r" (?:is|was) an? (?:\w+ ){0,2}(?:liar|cheat|thief|crook|bully|fraud|con ?man|drunk|racist|councillor|teacher|"
    r"neighbour|resident|volunteer|nurse|doctor|man|woman|boy|girl|pensioner|widow|widower|mother|father)\b)"
)
"""What follows somebody's name, and no place's."""


def is_surname(text: str, pair: re.Match[str]) -> bool:
    """Return whether the second word of ``pair``, two words with capitals found in ``text``, can be a surname there."""
    first, last = pair.group(1).lower(), pair.group(2).lower()
    if last not in NOT_SURNAMES:
        return True
    if last in _NEVER or _PLACED.search(text, max(0, pair.start() - 12), pair.start()):
        return False
    usual = last in BORNE and first not in _GIVEN_TO_PLACES
    return usual or bool(_A_PERSON_S.match(text[pair.end() : pair.end() + 60]))
