"""Texts as councils write them, for the checks that turn on what is going on: what each finds, what it leaves alone."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from policies.checks.base import Check
from policies.checks.confidential_matter import ConfidentialMatter
from policies.checks.declared_interest import DeclaredInterest
from policies.checks.election_candidate import ElectionCandidate
from policies.checks.election_quote import ElectionQuote
from policies.checks.sensitive_matter import SensitiveMatter
from policies.checks.timing import Timing
from policies.circumstances import CandidateNow, Circumstances, MatterNow, Member, PeriodNow
from tests.policies.checks.meaning import Example, Examples

POLL = PeriodNow(
    key=1,
    kind="parish_election",
    title="town election on 6 May 2027",
    candidates=(
        CandidateNow("Rosalind Fernleigh"),
        CandidateNow("Thomas Ash"),
        CandidateNow("Beatrice Marsh"),
    ),
    authorised=("Wenna Quillfeather", "Alan Birdwood"),
)
MEMBERS = (Member("Rosalind Fernleigh"), Member("Thomas Ash"), Member("Joan Lowe"))
BEFORE_THE_POLL = Circumstances(
    running=(POLL,), members=MEMBERS, officers=("Wenna Quillfeather", "Alan Birdwood")
)
AFTER_IT = Circumstances(members=MEMBERS, officers=("Wenna Quillfeather",))
ONE_WARD = Circumstances(
    running=(
        PeriodNow(
            key=2,
            kind="parish_election",
            title="by-election in Mill ward",
            ward="Mill",
            candidates=(CandidateNow("Rosalind Fernleigh", ward="Mill"),),
            authorised=("Wenna Quillfeather",),
        ),
    ),
    members=MEMBERS,
)


def said(words: str, speaker: str, office: str = "Chairman") -> dict[str, Any]:
    """Return the part of a release in which its quotations stand, with one of them."""
    return {"quotes": [{"speaker": speaker, "office": office, "words": words}]}


class TestElectionQuoteInTexts(Examples):
    check: ClassVar[Check] = ElectionQuote()
    context: ClassVar[dict[str, Any]] = {"around": BEFORE_THE_POLL}
    found: ClassVar[list[Example]] = [
        (
            "The new footbridge over the Otter opens on 19 April at 10 am. It replaces the one that closed in 2024.",
            said("I fought for this bridge for nine years.", "Rosalind Fernleigh", "Chairman of Open Spaces"),
        ),
        (
            "The council has bought forty trees for Mill Meadow. Volunteers are asked to be at the gate at 9 am.",
            said("Bring a spade and a flask.", "Joan Lowe", "Deputy Mayor"),
        ),
        "The paddling pool opens on 1 May, after repairs.\n\nCllr Thomas Ash said: “You told us, and we listened.”",
        "Mill Street car park has a new surface.\n\n“No more puddles,” said Cllr Joan Lowe.",
        "The library keeps its Saturday hours. Rosalind Fernleigh said: “You asked us for it.”",
        "Young footballers have new goals. “They have waited long enough,” Thomas Ash told the Otter Herald.",
        (
            "The Mayor's charity walk raised £1,918 for the lifeboat. It set out from the quay at ten.",
            said("Every step was worth it.", "Tom Ash", "Mayor"),
        ),
        "Grants went to eleven groups. The head of the scouts, Dora Fleet, said: “It saved our minibus.”",
        (
            "The annual parish meeting is on 22 April in the Town Hall.",
            said("Tell us what you think of the budget.", "Beatrice Marsh", "Resident"),
        ),
    ]
    clean: ClassVar[list[Example]] = [
        (
            "The new footbridge over the Otter opens on 19 April at 10 am. It replaces the one that closed in 2024.",
            said("The bridge has ramps at both ends.", "Wenna Quillfeather", "Town Clerk"),
        ),
        "The paddling pool opens on 1 May, after repairs.\n\n“It is tested daily,” said Alan Birdwood.",
        "Ask for a postal vote by 20 April. The Town Clerk, Wenna Quillfeather, said: “Ask us for a form.”",
        (
            "The new footbridge over the Otter opens on 19 April at 10 am.",
            {**said("I fought for this bridge for nine years.", "Rosalind Fernleigh"), "around": AFTER_IT},
        ),
        "The council agreed its reply to the county by nine votes to two (minute 41/27).",
        "Forty children took part in “Otter Stories” at the library. The books stay on show until 30 April.",
        "The sign at the quay will read “Slow: children crossing” from Monday. It cost £310.",
        (
            "The allotments in Upper Otter have water again after the frost.",
            {**said("Turn the tap off behind you.", "Joan Lowe", "Deputy Mayor"), "around": ONE_WARD},
        ),
        (
            "Bulky waste is collected on 28 April. Ring the office by the 21st.",
            said("We can take up to five things.", "WENNA  QUILLFEATHER", "Town Clerk"),
        ),
    ]


class TestElectionCandidateInTexts(Examples):
    check: ClassVar[Check] = ElectionCandidate()
    parameters: ClassVar[dict[str, Any]] = {"listing": ["notice"]}
    context: ClassVar[dict[str, Any]] = {"around": BEFORE_THE_POLL}
    found: ClassVar[list[Example]] = [
        "The spring fair drew 800 people to the green. Rosalind Fernleigh cut the ribbon at noon and judged the cakes.",
        "Forty trees were planted in Mill Meadow on Saturday. Cllr Ash brought the spades and led the digging.",
        "The council thanks Beatrice Marsh, who has run the litter pick in Quay Street since 2019.",
        "A grant of £400 went to the chess club, whose treasurer is Thomas Ash.",
        ("Cllr R. Fernleigh opens the new bandstand at 3 pm on Sunday.", {"kind": "social_post"}),
        "The winner of the sunflower competition is Bea Marsh of Quay Street, with 3.1 metres.",
        (
            "Mill Lane is closed on 24 April for the duck race. Ask Tom Ash for a pass for your car.",
            {"kind": "notice"},
        ),
        "Pictured at the opening of the ramp, from the left: the contractor, the Town Clerk and Councillor Fernleigh.",
    ]
    clean: ClassVar[list[Example]] = [
        "The ash trees in Marsh Lane will be felled in April because of dieback. Oaks are planted in the autumn.",
        "Fernleigh Road is closed between the church and the school from 12 to 16 April while the gas main is renewed.",
        "A service for Ash Wednesday is held in the Town Hall at 7 pm. All are welcome.",
        (
            "STATEMENT OF PERSONS NOMINATED\nFor the town: Rosalind Fernleigh; Thomas Ash; Beatrice Marsh.",
            {"kind": "notice"},
        ),
        "Polling stations are open from 7 am to 10 pm on 6 May. Bring a passport, a driving licence or a bus pass.",
        "Mr Marsh of the garden centre gave the bulbs. They were planted by the brownies.",
        (
            "The spring fair drew 800 people to the green. Rosalind Fernleigh cut the ribbon at noon.",
            {"around": AFTER_IT},
        ),
        "The museum shows the watercolours of Rosalind Hart and the pots of Thomas Birch until 30 April.",
    ]


DEPOT = ("old depot", "Depot Lane site")


def about_the_depot(**changes: Any) -> Circumstances:
    """Return the circumstances in which the sale of the old depot stands as ``changes`` say."""
    plain: dict[str, Any] = {"confidential": False, "sensitive": False}
    return Circumstances(matters=(MatterNow(7, "Sale of the old depot", DEPOT, **{**plain, **changes}),))


OF_THE_DEPOT: list[Example] = [
    "The new roof of the Town Hall will be paid for from the sale of the old depot, which should be signed in March.",
    "Three firms have looked over the Depot Lane site. The council hopes to choose one of them before the summer.",
    (
        "Anybody know what they want for the Old Depot? Asking for eleven allotment holders.",
        {"kind": "social_post"},
    ),
    "Since the fire the old-depot roof leaks. Repairs wait until it is settled who will own it.",
    (
        "Thank you for asking about parking. Some of the spaces may go where the old depot stands today.",
        {"kind": "letter"},
    ),
    (
        "A meeting for the neighbours of the Depot Lane site is held on 4 March at 7 pm.",
        {"kind": "notice", "title": "Meeting for neighbours"},
    ),
    "The finance committee looked at reserves, the hall, and the price that was bid for the old depot.",
    (
        "The car park is full on market days. More spaces are looked for.",
        {"title": "Old depot: where the cars could go"},
    ),
]
NOT_OF_THE_DEPOT: list[Example] = [
    "From Monday the number 7 starts from the bus depot in Ashby. The times are on the boards at every stop.",
    "Depot Lane is closed on 8 and 9 March while the water main is mended. Follow the signs through Mill Street.",
    "The county has moved its salt to a new depot beside the ring road, which gives Ottermouth gritters a shorter way.",
    "The oldest of the four depositories of the county archive is open to readers again.",
    "Old tools can be left at the recycling depot, free of charge, on Saturdays from 9 am to noon.",
    ("Plants for sale on the green this Saturday. Old pots are welcome.", {"kind": "social_post"}),
    "The site of the spring fair has moved from the quay to Mill Meadow, which is drier underfoot.",
    (
        "The sale of tickets for the pantomime begins on 1 March in the library.",
        {"kind": "notice", "title": "Tickets for the pantomime"},
    ),
]


class TestConfidentialMatterInTexts(Examples):
    check: ClassVar[Check] = ConfidentialMatter()
    context: ClassVar[dict[str, Any]] = {"around": about_the_depot(confidential=True)}
    found: ClassVar[list[Example]] = OF_THE_DEPOT
    clean: ClassVar[list[Example]] = [
        *NOT_OF_THE_DEPOT,
        (
            "The council sold the old depot on 12 March for £310,000 (minute 12/27).",
            {"around": about_the_depot()},
        ),
    ]


class TestSensitiveMatterInTexts(Examples):
    check: ClassVar[Check] = SensitiveMatter()
    context: ClassVar[dict[str, Any]] = {"around": about_the_depot(sensitive=True)}
    found: ClassVar[list[Example]] = [
        *OF_THE_DEPOT,
        (
            "My own view, and nobody else's: the old depot should become a park.",
            {"kind": "social_post", "capacity": "personal"},
        ),
    ]
    clean: ClassVar[list[Example]] = NOT_OF_THE_DEPOT


class TestDeclaredInterestInTexts(Examples):
    check: ClassVar[Check] = DeclaredInterest()
    context: ClassVar[dict[str, Any]] = {"around": about_the_depot(interested=True)}
    found: ClassVar[list[Example]] = OF_THE_DEPOT
    clean: ClassVar[list[Example]] = [
        *NOT_OF_THE_DEPOT,
        (
            "Three firms have looked over the Depot Lane site. One is chosen before the summer.",
            {"around": about_the_depot()},
        ),
    ]


def going_out(hour: int, minute: int = 0) -> Circumstances:
    """Return the circumstances of an item that goes out at an hour of a winter's day."""
    return Circumstances(goes_at=datetime(2027, 1, 19, hour, minute, tzinfo=UTC))


JUBILEE = Circumstances(running=(PeriodNow(key=1, kind="celebration", title="the Jubilee"),))
MOURNING = Circumstances(running=(PeriodNow(key=2, kind="mourning", title="the days of national mourning"),))


class TestTimingInTexts(Examples):
    check: ClassVar[Check] = Timing()
    context: ClassVar[dict[str, Any]] = {"around": JUBILEE}
    found: ClassVar[list[Example]] = [
        "The youth centre closes for good on 30 June. Its last disco is on the 25th.",
        "The finance committee cuts the grant for the community bus. The last trip to the hospital is on Friday.",
        "The precept will rise by 9 per cent from April, which is £14 a year for a Band D household.",
        "Two posts in the parks team are made redundant in July. Bedding plants give way to shrubs.",
        ("The museum opens late on Friday, with wine and a talk on the Otter.", {"around": MOURNING}),
        ("Come and dance on the quay: the band plays from six.", {"kind": "social_post", "around": MOURNING}),
        (
            "Reminder: the budget survey closes on Friday.",
            {"kind": "social_post", "around": going_out(23, 40)},
        ),
        (
            "The new swings in Mill Meadow are open. Thank you to everybody who sent an idea.",
            {"around": going_out(5, 30)},
        ),
    ]
    clean: ClassVar[list[Example]] = [
        "Bring a rug and something to share to the green on Sunday at 1 pm. The band plays at two.",
        "High Street is closed to traffic for the parade from 11 am. The car park in Mill Street is free all day.",
        "The office and the library are closed on the bank holiday. Bins are collected a day later.",
        "The planning committee meets on 8 June at 7 pm in the Town Hall. The agenda is on the website.",
        "The charges for hiring the hall stay as they are until April, and the beacon is lit at 9.15 pm.",
        "Forty beech trees were given by the school and planted by Year 5 for the Jubilee.",
        ("The youth centre closes for good on 30 June.", {"around": going_out(10)}),
        ("The river is expected to peak at 4 pm. Sandbags are at the depot.", {"around": going_out(20, 59)}),
    ]
