"""Items as councils write them, for the checks of form: what each finds, what it leaves alone."""

from datetime import date
from typing import Any, ClassVar

from policies.checks.alternative_text import AlternativeText
from policies.checks.base import Check
from policies.checks.basis import BasisStated
from policies.checks.basis_entered import BasisEntered
from policies.checks.capacity import CapacityStated
from policies.checks.printable import Printable
from policies.checks.required_parts import RequiredParts
from policies.circumstances import Circumstances, EnteredBasis
from tests.policies.checks.meaning import Example, Examples

ROOF = "The roof of the Town Hall will be renewed from 4 January. The hall stays open; to move a booking ring us."
BINS = "Bins are collected a day later than usual after the bank holiday, until Saturday 29 August."


def pictured(*alternatives: str) -> dict[str, Any]:
    """Return a post with a picture for each of ``alternatives``."""
    rows = [{"media": str(key), "sha256": f"{key}", "alt": alt} for key, alt in enumerate(alternatives)]
    return {"kind": "social_post", "images": rows}


def quoting(speaker: str, words: str) -> dict[str, Any]:
    """Return the quotations of a release, with one of them."""
    return {"quotes": [{"speaker": speaker, "office": "Town Clerk", "words": words}]}


class TestRequiredPartsInTexts(Examples):
    check: ClassVar[Check] = RequiredParts()
    found: ClassVar[list[Example]] = [
        (ROOF, {"title": ""}),
        (ROOF, {"contact_name": ""}),
        (ROOF, {"contact_email": ""}),
        (ROOF, quoting("Wenna Quillfeather", "")),
        (ROOF, quoting("", "The hall stays open.")),
        "The Mayor, [name], will open the new play area in Mill Meadow at noon.",
        ("Mill Lane is closed from [date] while the water main is mended.", {"kind": "notice"}),
        ("", {"kind": "social_post"}),
        ("Thank you for your letter about the dropped kerb.", {"kind": "letter", "addressee": ""}),
        ("Thank you for your letter about the dropped kerb.", {"kind": "letter", "signatory": " "}),
    ]
    clean: ClassVar[list[Example]] = [
        ROOF,
        (ROOF, quoting("Wenna Quillfeather", "The hall stays open.")),
        (ROOF, {"notes_to_editors": ""}),
        (BINS, {"kind": "social_post", "link": ""}),
        ("Mill Lane is closed from 8 am to 4 pm on 1 March.", {"kind": "notice"}),
        "The plaque reads “In memory of the Ottermouth lifebote [sic] of 1891”.",
        ("Thank you for your letter about the dropped kerb.", {"kind": "letter", "reference": ""}),
        "Residents [and visitors] may park free of charge until noon.",
    ]


class TestCapacityStatedInTexts(Examples):
    check: ClassVar[Check] = CapacityStated()
    parameters: ClassVar[dict[str, Any]] = {"official_kinds": ["press_release", "notice"]}
    found: ClassVar[list[Example]] = [
        (ROOF, {"capacity": "councillor"}),
        (ROOF, {"capacity": "personal"}),
        ("As ward member I can tell you that the crossing is coming.", {"capacity": "councillor"}),
        ("My surgery is on Saturday at ten in the library.", {"capacity": "councillor"}),
        ("I for one am glad that the market is back.", {"capacity": "personal"}),
        (BINS, {"kind": "notice", "capacity": "councillor"}),
        ("Mill Lane is closed on 1 March.", {"kind": "notice", "capacity": "personal"}),
        ("A public meeting is held on 4 March at 7 pm.", {"kind": "notice", "capacity": "councillor"}),
    ]
    clean: ClassVar[list[Example]] = [
        ROOF,
        (ROOF, {"capacity": ""}),
        (BINS, {"kind": "notice"}),
        ("My surgery is on Saturday at ten.", {"kind": "social_post", "capacity": "councillor"}),
        ("I for one am glad that the market is back.", {"kind": "social_post", "capacity": "personal"}),
        ("As your ward member I have asked the county.", {"kind": "letter", "capacity": "councillor"}),
        ("My own view is that the hedge should stay.", {"kind": "letter", "capacity": "personal"}),
        ("Thank you for your letter.", {"kind": "letter"}),
    ]


class TestBasisStatedInTexts(Examples):
    check: ClassVar[Check] = BasisStated()
    found: ClassVar[list[Example]] = [
        (text, {"kind": kind, "basis": basis, "basis_reference": reference})
        for text, kind, basis, reference in (
            (ROOF, "press_release", "minute", ""),
            ("The council resolved to object to the northern route.", "press_release", "minute", "   "),
            (BINS, "social_post", "report", ""),
            ("The survey found that 371 of 412 supported the design.", "press_release", "report", ""),
            ("The council supports a crossing in Station Road.", "letter", "position", ""),
            ("The council asks the county for a 20 mph limit.", "notice", "position", " "),
            ("The precept rises by £2.14 a year.", "notice", "minute", ""),
            ("We agreed on Monday to keep the library open.", "social_post", "minute", ""),
        )
    ]
    clean: ClassVar[list[Example]] = [
        (text, {"kind": kind, "basis": basis, "basis_reference": reference})
        for text, kind, basis, reference in (
            (ROOF, "press_release", "minute", "Minute 34/26, 4 November"),
            ("The council objected by nine votes to three.", "press_release", "minute", "41/26"),
            (BINS, "social_post", "routine", ""),
            ("371 of 412 supported the design.", "press_release", "report", "Survey report, 12 November"),
            ("The council supports a crossing.", "letter", "position", "Crossing in Station Road"),
            ("The office is closed on 26 May.", "notice", "routine", ""),
            ("The precept rises by £2.14 a year.", "notice", "minute", "Minute 7/27"),
            ("See you at the fair on Saturday.", "social_post", "", ""),
        )
    ]


ENTERED = (
    EnteredBasis("meeting", 1, "34/26", "Roof of the Town Hall", "Full council", date(2026, 11, 4)),
    EnteredBasis("meeting", 2, "7", "Report on the river bank", "Amenities committee", date(2026, 10, 14)),
    EnteredBasis("positions", 4, "Minute 21/26", "Crossing in Station Road", "", date(2026, 6, 3)),
)


class TestBasisEnteredInTexts(Examples):
    check: ClassVar[Check] = BasisEntered()
    context: ClassVar[dict[str, Any]] = {"around": Circumstances(bases=ENTERED)}
    found: ClassVar[list[Example]] = [
        (ROOF, {"basis_reference": reference})
        for reference in (
            "Minute 43/26, 4 November",
            "Agreed in the finance committee",
            "Item 7, 4 November 2026",
            "As the Mayor announced",
            "Full council, 2 December 2026",
            "See the website",
            "21/25",
            "Email from the surveyor, 3 June",
        )
    ]
    clean: ClassVar[list[Example]] = [
        (ROOF, {"basis_reference": "Minute 34/26, 4 November"}),
        (ROOF, {"basis_reference": "Roof of the Town Hall"}),
        (ROOF, {"basis_reference": "Full council, 4 November 2026"}),
        ("The bank is being raised.", {"basis": "report", "basis_reference": "Item 7, 14 October"}),
        ("The bank is being raised.", {"basis": "report", "basis_reference": "Report on the River Bank"}),
        ("We support a crossing.", {"basis": "position", "basis_reference": "Minute 21/26"}),
        (BINS, {"basis": "routine", "basis_reference": "Collection calendar"}),
        (ROOF, {"basis_reference": "Minute 43/26", "around": Circumstances()}),
    ]


class TestAlternativeTextInTexts(Examples):
    check: ClassVar[Check] = AlternativeText()
    found: ClassVar[list[Example]] = [
        ("The new swings are open.", pictured("")),
        ("The new swings are open.", pictured("   ")),
        ("The road is clear again.", pictured("IMG_2041.JPG")),
        ("The road is clear again.", pictured("P1010007.jpeg")),
        ("Three snaps from the fair.", pictured("Stalls on the green.", "", "The brass band.")),
        ("Our logo has new colours.", pictured("logo-final-v3.png")),
        ("Snow on the quay this morning!", pictured("20270119_0803.heic")),
        ("The bench is back.", pictured("A bench by the pond.", "bench.webp")),
    ]
    clean: ClassVar[list[Example]] = [
        ("The new swings are open.", pictured("Two empty swings on a rubber floor in Mill Meadow.")),
        ("The road is clear again.", pictured("A lorry lifts the last branch off Mill Lane.")),
        ("Three snaps from the fair.", pictured("Stalls on the green.", "Face painting.", "The brass band.")),
        ("The timetable has changed.", pictured("Timetable of bus 7: every hour from 7.10 am to 6.10 pm.")),
        ("Snow on the quay this morning!", pictured("Boats on the quay under snow.")),
        ("Our website has a file called map.png for printing.", {"kind": "social_post"}),
        ("The notice is on the board.", pictured("The notice board, see also map.png on our website.")),
        ROOF,
    ]


class TestPrintableInTexts(Examples):
    check: ClassVar[Check] = Printable()
    parameters: ClassVar[dict[str, Any]] = {"kinds": ["letter", "leaflet"]}
    context: ClassVar[dict[str, Any]] = {"kind": "letter"}
    found: ClassVar[list[Example]] = [
        "Thank you for the pictures of the drain 𓀀. We passed them on.",
        "Your note reached us as “𓁹𓁹”: could you write it again?",
        ("The bins are emptied on Tuesday 𓃰.", {"kind": "leaflet"}),
        ("Follow the trail of the 𓆏 from pond to pond.", {"kind": "leaflet"}),
        ("Thank you for your letter.", {"addressee": "Mr 𓁹. Example"}),
        ("Thank you for your letter.", {"salutation": "Dear 𓀀"}),
        ("Thank you for your letter.", {"signatory": "Wenna 𓆑"}),
        "We are sorry about the puddle. 𓈖𓈖𓈖",
    ]
    clean: ClassVar[list[Example]] = [
        "Thank you for your letter of 4 November – we have passed it on to the county council.",
        "The fee is £12.50, or €15 for visitors; the café opens at ½ past nine.",
        ("Thank you for writing.", {"addressee": "Mme Zoë Lefèvre", "salutation": "Dear Mme Lefèvre"}),
        ("Thank you for writing.", {"addressee": "Mr Łukasz Żak"}),
        ("The bins are emptied on Tuesday.", {"kind": "leaflet"}),
        ("Bins on Tuesday 🗑", {"kind": "social_post"}),
        ("Follow the trail of the 𓆏 on our website.", {"kind": "press_release"}),
        "The “Otter’s Tale” is read aloud in the library… all are welcome.",
    ]
