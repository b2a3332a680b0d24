"""What of an agenda or of minutes is an item, and whether the public was there: reference, title, part, minute."""

# ruff: noqa: E501, ISC004 - papers stand as councils have them, on lines as long as theirs

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies.importing.blocks import CannotImport
from policies.meetings.reading_agendas import Agenda, read_agenda, read_pasted_agenda
from tests.policies.importing.papers import docx, para, pdf, styles, words


def found(agenda: Agenda) -> list[str]:
    """Return the items as lines."""
    return [
        " | ".join(filter(None, (item.reference, item.title, item.part, item.minute.replace("\n", " / "))))
        for item in agenda.items
    ]


THREE = ["1 | Apologies | open", "2 | Declarations | open", "3 | Minutes | open"]
HEADED = {
    "lines.txt": b"Exampleton Parish Council\nAgenda\n1. Apologies\n2. Declarations\n3. Minutes\n",
    "spaced.txt": b"AGENDA\n\nFull Council\n\n4 November 2026\n\n1. Apologies\n\n2. Declarations\n\n3. Minutes\n",
    "page.html": (
        b"<h1>Exampleton Parish Council</h1><h2>Agenda</h2>"
        b"<ol><li>Apologies</li><li>Declarations</li><li>Minutes</li></ol>"
    ),
    "council.md": b"# Exampleton Parish Council\n\n## Agenda\n\n1. Apologies\n2. Declarations\n3. Minutes\n",
    "styled.docx": docx(
        para("Exampleton Town Council", "H1")
        + para("Agenda for the meeting of the Planning Committee", "H2")
        + "".join(map(para, ["1. Apologies", "2. Declarations", "3. Minutes"])),
        styles=styles(H1="heading 1", H2="heading 2"),
    ),
    "printed.pdf": pdf(
        ["# Exampleton Parish Council", "# Agenda", "1. Apologies", "2. Declarations", "3. Minutes"]
    ),
}


@pytest.mark.parametrize("name", HEADED)
def test_what_stands_under_the_headings_of_the_paper_is_an_item_each(name: str) -> None:
    agenda = read_agenda(name, HEADED[name])

    assert found(agenda) == THREE
    assert "agenda" in agenda.aside.lower()


SUMMONS = """EXAMPLETON PARISH COUNCIL

To all members of the council

You are hereby summoned to attend the meeting of Exampleton Parish Council to be held in the Village Hall on
Wednesday 4 November 2026 at 7.30pm. The public may be excluded from any item that is confidential.

Jane Example
Clerk to the Council

AGENDA

1. Apologies for absence
To receive apologies.

2. Declarations of interest
To receive declarations of interest.

3. Minutes
To approve the minutes of the meeting held on 7 October 2026.

4. Public participation
Fifteen minutes are set aside.

5. Planning applications
a) 26/0101 Extension at 4 Mill Lane
b) 26/0102 Garage at 6 Mill Lane

6. Exclusion of the press and public
To resolve that the public be excluded.

7. Staffing
To consider the appraisal.
"""


def test_a_whole_agenda_is_its_items_and_the_summons_is_none() -> None:
    agenda = read_pasted_agenda(SUMMONS)

    assert found(agenda) == [
        "1 | Apologies for absence | open | To receive apologies.",
        "2 | Declarations of interest | open | To receive declarations of interest.",
        "3 | Minutes | open | To approve the minutes of the meeting held on 7 October 2026.",
        "4 | Public participation | open | Fifteen minutes are set aside.",
        "5 | Planning applications | open | a) 26/0101 Extension at 4 Mill Lane / b) 26/0102 Garage at 6 Mill Lane",
        "6 | Exclusion of the press and public | closed | To resolve that the public be excluded.",
        "7 | Staffing | closed | To consider the appraisal.",
    ]
    assert [line.partition(": ")[0] for line in agenda.aside.split("\n")] == [
        "Title", "Heading", "Before the items", "Heading", "Heading", "Heading",
    ]  # fmt: skip


PARTS = {
    "part b": (
        "Agenda\n\nPART A - OPEN SESSION\n\n1. Apologies\n\n2. Minutes\n\n"
        "PART B - CLOSED\n\n3. Sale of the depot\nTo consider the offer.",
        ["1 | Apologies | open", "2 | Minutes | open", "3 | Sale of the depot | closed | To consider the offer."],
    ),
    "part 2, in which numbers begin again, and an open session after it": (
        "Agenda\n\nPart 1 – Public\n\n1. Apologies\n\n2. Planning\n\nPart 2 – Private and confidential\n\n1. The lease\n\n"
        "2. Pay\n\nOpen session\n\n3. Next meeting",
        [
            "1 | Apologies | open",
            "2 | Planning | open",
            "1 (2) | The lease | closed",
            "2 (2) | Pay | closed",
            "3 | Next meeting | open",
        ],
    ),
    "a heading in capitals": (
        "Agenda\n\n1. Apologies\n\nCONFIDENTIAL ITEMS\n\n2. The lease\n\n3. Pay",
        ["1 | Apologies | open", "2 | The lease | closed", "3 | Pay | closed"],
    ),
    "lettered parts": (
        "Agenda\n\nA. Open items\n\n1. Apologies\n\nB. Closed items\n\n2. The lease",
        ["1 | Apologies | open", "2 | The lease | closed"],
    ),
    "a resolution without a number, and the public let in again": (
        "Agenda\n\n1. Apologies\n\n2. Finance\n\nEXCLUSION OF THE PUBLIC\n\nTo resolve it.\n\n3. Staffing\n\n"
        "4. Readmission of the public\n\n5. Next meeting",
        [
            "1 | Apologies | open",
            "2 | Finance | open",
            "2a | EXCLUSION OF THE PUBLIC | closed | To resolve it.",
            "3 | Staffing | closed",
            "4 | Readmission of the public | open",
            "5 | Next meeting | open",
        ],
    ),
    "words between two items": (
        "Agenda\n\n1. Apologies\n\n2. Planning\n\nThe press and public were excluded.\n\n3. The lease",
        ["1 | Apologies | open", "2 | Planning | closed | The press and public were excluded.", "3 | The lease | closed"],
    ),
    "what only sounds open does not open": (
        "Agenda\n\n1. Apologies\n\n2. Exclusion of the public\n\n3. Open spaces\n\nPart 1: the valuation\n\n4. Public toilets",
        [
            "1 | Apologies | open",
            "2 | Exclusion of the public | closed",
            "3 | Open spaces | closed",
            "4 | Public toilets | closed",
        ],
    ),
    "what only sounds closed does not close": (
        "Agenda\n\nHighways\n\n1. Closed churchyard\n\n2. Private roads\n\nPlay\n\n3. Swings",
        ["1 | Closed churchyard | open", "2 | Private roads | open", "3 | Swings | open"],
    ),
    "a paper that is confidential from its title on": (
        "CONFIDENTIAL MINUTES\n\n1. Apologies\n\n2. The lease",
        ["1 | Apologies | closed", "2 | The lease | closed"],
    ),
    "a sentence above the items that says so": (
        "Agenda\n\nThe press and public are excluded from this meeting.\n\n1. Apologies\n\n2. The lease",
        ["1 | Apologies | closed", "2 | The lease | closed"],
    ),
    "a briefing between closed items": (
        "Agenda\n\n1. Exclusion of the public\n\n2. Private briefing on the depot\n\n3. Pay",
        ["1 | Exclusion of the public | closed", "2 | Private briefing on the depot | briefing", "3 | Pay | closed"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "items"), PARTS.values(), ids=PARTS)
def test_what_follows_words_that_close_is_closed_until_a_heading_opens_again(
    text: str, items: list[str]
) -> None:
    assert found(read_pasted_agenda(text)) == items


MINUTED = {
    "the year last": (
        "Exampleton Parish Council\nMinutes of the meeting held on 4 November 2026\n\n"
        "Present: Cllr A. Example (Chairman), Cllr B. Sample\n\nIn attendance: The Clerk\n\n"
        "34/26 Apologies for absence\nNone.\n\n35/26 Declarations of interest\nNone were declared.\n\n"
        "36/26 Planning\n26/0101 Extension at 4 Mill Lane: no objection.\n\n37/26 Exclusion of the public\nResolved.\n\n"
        "38/26 Lease of the depot\nTo let it.\n\nSigned\n\nChairman",
        [
            "34/26 | Apologies for absence | open | None.",
            "35/26 | Declarations of interest | open | None were declared.",
            "36/26 | Planning | open | 26/0101 Extension at 4 Mill Lane: no objection.",
            "37/26 | Exclusion of the public | closed | Resolved.",
            "38/26 | Lease of the depot | closed | To let it.",
        ],
    ),
    "the year first": (
        "Minutes\n\n26/101 Apologies\nNone were received.\n26/102 Declarations\nNone.\n26/103 To approve the minutes\nAgreed.",
        [
            "26/101 | Apologies | open | None were received.",
            "26/102 | Declarations | open | None.",
            "26/103 | To approve the minutes | open | Agreed.",
        ],
    ),
    "letters before, on lines of their own": (
        "Minutes\n\nFC/26/034\nApologies\n\nNone.\n\nFC/26/035\nFinance\n\nPaid.",
        ["FC/26/034 | Apologies | open | None.", "FC/26/035 | Finance | open | Paid."],
    ),
    "full years and stops": (
        "Minutes\n\n2026/34. Apologies\n\nNone.\n\n2026/35. Finance\n\n1. Paid.\n2. Received.",
        ["2026/34 | Apologies | open | None.", "2026/35 | Finance | open | 1. Paid. / 2. Received."],
    ),
    "every heading without a number": (
        "Minutes of the meeting of the council held on 4 November 2026\n\nPresent\n\nCllr A. Example (Chairman)\n\n"
        "Cllr B. Sample\n\nApologies\n\nNone.\n\nPlanning\n\n1. Extension: no objection.\n2. Garage: objection.\n\n"
        "Exclusion of the public\n\nResolved.\n\nStaffing\n\nThe pay was considered.",
        [
            "1 | Apologies | open | None.",
            "2 | Planning | open | 1. Extension: no objection. / 2. Garage: objection.",
            "3 | Exclusion of the public | closed | Resolved.",
            "4 | Staffing | closed | The pay was considered.",
        ],
    ),
    "bullets alone": (
        "Agenda\n\n* Apologies\n* Exclusion of the public\n* Lease",
        ["1 | Apologies | open", "2 | Exclusion of the public | closed", "3 | Lease | closed"],
    ),
    "groups of items that count on": (
        "Agenda\n\nFinance\n\n1. Accounts\n\n2. Budget\n\nPlanning\n\n3. Applications\n\nTo consider these:\n\n1. A porch\n\n"
        "2. A garage\n\n4. Trees",
        [
            "1 | Accounts | open",
            "2 | Budget | open",
            "3 | Applications | open | To consider these: / 1. A porch / 2. A garage",
            "4 | Trees | open",
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "items"), MINUTED.values(), ids=MINUTED)
def test_minutes_are_read_item_by_item_however_they_are_numbered(text: str, items: list[str]) -> None:
    assert found(read_pasted_agenda(text)) == items


LINES = st.sampled_from(
    [
        "Agenda",
        "Exampleton Parish Council",
        "Minutes of the meeting held on 4 May 2026",
        "Present",
        "Cllr A. Example",
        "Signed",
        "In attendance: The Clerk",
        "PART A - OPEN SESSION",
        "PART B - CLOSED",
        "CONFIDENTIAL",
        "Exclusion of the public",
        "Finance",
        "The accounts were paid.",
        "Resolved:",
        "1. Apologies",
        "2. Planning",
        "3. Sale of the depot",
        "a) A porch",
        "b) A garage",
        "34/26 Apologies",
        "35/26",
        "26/0101 Extension",
        "Approved 4 May 2026",
        "Minute 33/26",
        "• a bullet",
        "A. Open items",
        "B. Closed items",
        "Readmission of the public",
        "Private briefing",
        "The public may be excluded.",
        "1.1 Inside",
        "* star",
    ]
)
PAPER = st.lists(
    st.tuples(st.sampled_from(["", "  ", "    "]), LINES, st.sampled_from(["\n", "\n\n"])), min_size=1
)


@given(PAPER)
@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_no_word_of_a_paper_is_lost_and_no_two_items_share_a_reference(
    lines: list[tuple[str, str, str]],
) -> None:
    text = "".join(map("".join, lines))
    try:
        agenda = read_pasted_agenda(text)
    except CannotImport:
        assert not words(text)
        return

    said = [agenda.aside, *(f"{item.reference} {item.title}\n{item.minute}" for item in agenda.items)]
    assert not words(text) - words("\n".join(said))
    assert len({item.reference for item in agenda.items}) == len(agenda.items)
