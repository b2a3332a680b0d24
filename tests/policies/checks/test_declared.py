"""What the checks find by what the clerk noted of members: party, businesses, and the parties to their matters."""

import time
from dataclasses import replace
from typing import Any

import pytest

from policies.checks.commercial import Commercial
from policies.checks.party_identity import PartyIdentity
from policies.checks.party_political import PartyPolitical
from policies.checks.personal_interest import PersonalInterest
from policies.circumstances import Circumstances, MatterNow, Member
from tests.policies.checks.meaning import text_subject

MEMBERS = (
    Member("Jane Marsh", "Ottermouth First", ("Ridge", "Salon Nine")),
    Member("Tom Reed", "Green"),
    Member("Ivo Plain"),
)
MATTER = MatterNow(
    key=1, title="Depot", aliases=(), confidential=True, sensitive=False, interested=True, party="Fernleigh"
)
AROUND = Circumstances(
    members=MEMBERS, businesses=("Ridge", "Salon Nine"), author="Jane Marsh", matters=(MATTER,)
)


def found(check: Any, text: str, *, around: Circumstances = AROUND, capacity: str = "official") -> list[str]:
    seen = text_subject(text, around=around, capacity=capacity)
    return [seen.fields[hit.field][hit.start : hit.end] for hit in check.run(seen, {})]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Jane Marsh of Ottermouth First opened the fair.", ["Ottermouth First"]),
        ("For Ottermouth First, Cllr Marsh welcomed the guests.", ["Ottermouth First"]),
        ("Tom Reed (Green) opened the fair.", ["Green"]),
        ("Tommy Reed, Green, opened the fair.", ["Green"]),
        ("Mr Reed opened Green Lane.", []),
        ("Tom Reed planted more green along the road.", []),
        ("Tom Reed spoke. The Green is closed for the fair.", []),
        ("Jane Marsh opened the fair.", []),
        ("Ivo Plain opened the fair.", []),
    ],
)
def test_a_noted_party_beside_its_members_name_is_found(text: str, words: list[str]) -> None:
    assert found(PartyIdentity(), text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The candidates of Ottermouth First will knock at your door.", ["Ottermouth First"]),
        ("Thanks to Ottermouth First the pool is open again.", ["Ottermouth First"]),
        ("Ottermouth first saw a lifeboat in 1861.", []),
        ("Ottermouth First School opens at nine.", []),
    ],
)
def test_a_members_local_party_is_a_party_where_politics_are_spoken_of(text: str, words: list[str]) -> None:
    assert found(PartyPolitical(), text) == words
    assert found(PartyPolitical(), text, around=Circumstances()) == []


@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("Ridge has new prices. Give them a call.", True),
        ("Salon Nine is now taking bookings.", True),
        ("Ridge will mend the fence in the park for £400.", False),
        ("The ridge of the hill is icy. Give us a ring if you see somebody in need.", False),
        ("Brook has new prices. Give them a call.", False),
    ],
)
def test_a_declared_business_is_not_promoted(text: str, finds: bool) -> None:
    assert bool(found(Commercial(), text)) is finds


@pytest.mark.parametrize("capacity", ["official", "councillor"])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Salon Nine has moved to Market Row.", ["Salon Nine"]),
        ("Fernleigh builds well.", ["Fernleigh"]),
        ("I declare an interest: Salon Nine is mine.", []),
        ("The square is closed.", []),
    ],
)
def test_the_writers_own_interests_are_known_by_name(text: str, words: list[str], capacity: str) -> None:
    assert found(PersonalInterest(), text, capacity=capacity) == words


@pytest.mark.parametrize(
    "around",
    [
        replace(AROUND, author="Ivo Plain", matters=()),
        replace(AROUND, author="", matters=(replace(MATTER, visible=False),)),
        replace(AROUND, author="", matters=(replace(MATTER, interested=False),)),
        replace(AROUND, author="", matters=(replace(MATTER, linked=False),)),
    ],
)
def test_the_interests_of_others_and_matters_that_stay_unnamed_are_left_alone(around: Circumstances) -> None:
    for text in ("Salon Nine has moved to Market Row.", "Fernleigh builds well."):
        assert found(PersonalInterest(), text, around=around) == []


@pytest.mark.parametrize(
    "brick", ["Cllr Marsh, Green, ", "Ottermouth First ", "Jane Ridge call Ridge. ", "Salon ", "x", "Marsh\n"]
)
def test_a_hundred_thousand_characters_about_thirty_members_take_a_moment(brick: str) -> None:
    members = tuple(
        Member(f"Jane {name} Marsh", party, ("Ridge", f"Salon {name}"))
        for name in map(chr, range(65, 80))
        for party in ("Green", "Ottermouth First")
    )
    shops = tuple(name for member in members for name in member.businesses)
    around = replace(AROUND, members=members, businesses=shops, author=members[0].name)
    seen = text_subject("x", around=around)
    seen = replace(seen, fields={**seen.fields, "body": (brick * 100_000)[:100_000]})
    for check in (PartyIdentity(), PartyPolitical(), Commercial(), PersonalInterest()):
        begun = time.process_time()
        list(check.run(seen, {}))
        assert time.process_time() - begun < 2
