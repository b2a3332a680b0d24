"""Which lines are headings, and what stands under them: each line is a reference, its heading and its text."""

# ruff: noqa: E501, ISC004 - texts stand as councils have them, on lines as long as theirs

from textwrap import dedent

import pytest

from policies.importing.importing import import_document, import_text
from tests.policies.importing.papers import docx, lines, numbering, para

BROKEN = ("Introduction", "Responsibilities", "Review")
SAID = "The council says in a sentence what it wants."
SIBLINGS = [
    "1: [Introduction]",
    f"  1/p1: {SAID}",
    "list-2/1: [Responsibilities]",
    f"  list-2/1/p1: {SAID}",
    "list-3/1: [Review]",
    f"  list-3/1/p1: {SAID}",
]
RESTARTS = {
    "a.html": "".join(f"<ol><li><b>{name}</b></li></ol><p>{SAID}</p>" for name in BROKEN).encode(),
    "b.html": "".join(f"<ol><li><h2>{name}</h2></li></ol><p>{SAID}</p>" for name in BROKEN).encode(),
    "a.txt": "\n\n".join(f"1. {name}\n\n{SAID}" for name in BROKEN).encode(),
    "b.txt": "\n".join(f"1. {name}\n{SAID}" for name in BROKEN).encode(),
    "a.md": "\n\n".join(f"1. **{name}**\n\n{SAID}" for name in BROKEN).encode(),
    "a.docx": docx(
        "".join(
            para(name, number=str(at), bold=True) + para(SAID)
            for at, name in zip((1, 7, 8), BROKEN, strict=True)
        ),
        numbering=numbering(("decimal", "%1."), restarts=("7", "8")),
    ),
}


@pytest.mark.parametrize("name", RESTARTS)
def test_headings_that_all_are_number_one_stand_beside_one_another(name: str) -> None:
    assert lines(import_document(name, RESTARTS[name])) == SIBLINGS


TREES = {
    "two, of which the last says nothing": (
        "1. Introduction\n\nWe speak.\n\n1. Responsibilities",
        """
        1: [Introduction]
          1/p1: We speak.
        list-2/1: Responsibilities
        """,
    ),
    "one without words of its own between": (
        "1. Introduction\n\nWe speak.\n\n1. Responsibilities\n\n1. Review\n\nIt is yearly.",
        """
        1: [Introduction]
          1/p1: We speak.
        list-2/1: Responsibilities
        list-3/1: [Review]
          list-3/1/p1: It is yearly.
        """,
    ),
    "beneath headings of an outer list that goes on": (
        "1. Conduct\n\nIt is for all.\n\n1. Members\n\nThey are kind.\n\n2. Officers\n\nThey are neutral.\n\n"
        "2. Meetings\n\nThey are open.\n\n1. Chairs\n\nThey lead.\n\n2. Clerks\n\nThey write.\n\n3. Review\n\nYearly.",
        """
        1: [Conduct]
          1/p1: It is for all.
          1(1): [Members]
            1(1)/p1: They are kind.
          1(2): [Officers]
            1(2)/p1: They are neutral.
        2: [Meetings]
          2/p1: They are open.
          2(1): [Chairs]
            2(1)/p1: They lead.
          2(2): [Clerks]
            2(2)/p1: They write.
        3: [Review]
          3/p1: Yearly.
        """,
    ),
    "directly beneath a heading": (
        "1. Conduct\n\n1. Members\n\nThey are kind.\n\n2. Officers\n\nThey are neutral.\n\n2. Meetings\n\nThey are open.",
        """
        1: [Conduct]
          1(1): [Members]
            1(1)/p1: They are kind.
          1(2): [Officers]
            1(2)/p1: They are neutral.
        2: [Meetings]
          2/p1: They are open.
        """,
    ),
    "a list beneath each heading": (
        "1. Introduction\n\nWe do this.\n\n1. We speak.\n2. We listen.\n\n1. Responsibilities\n\n1. The clerk writes.\n2. The chair leads.",
        """
        1: [Introduction]
          1/p1: We do this.
          1(1): We speak.
          1(2): We listen.
        list-2/1: [Responsibilities]
          list-2/1(1): The clerk writes.
          list-2/1(2): The chair leads.
        """,
    ),
    "two lists of which the first has no full stops": (
        "1. Be clear\n2. Be kind\n3. Be brief\n\n1. Answer once.\n2. Answer well.",
        """
        1: Be clear
        2: Be kind
        3: Be brief
        list-2/1: Answer once.
        list-2/2: Answer well.
        """,
    ),
    "capital numerals": (
        "I. Introduction\n\nWe speak.\n\nI. Responsibilities\n\nWe listen.",
        """
        I: [Introduction]
          I/p1: We speak.
        list-2/I: [Responsibilities]
          list-2/I/p1: We listen.
        """,
    ),
    "numbers that run on from part to part": (
        "Part A: Open\n\n1. We speak.\n\n2. We listen.\n\nPart B: Closed\n\n3. Conduct\n\nWe are kind.",
        """
        part-a: [Open]
          1: We speak.
          2: We listen.
        part-b: [Closed]
          3: [Conduct]
            3/p1: We are kind.
        """,
    ),
    "beneath a heading without a number": (
        "1. Introduction\n\nWe speak.\n\nConduct\n\n1. Members\n\nThey are kind.",
        """
        1: [Introduction]
          1/p1: We speak.
        conduct: [Conduct]
          conduct/1: [Members]
            conduct/1/p1: They are kind.
        """,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "tree"), TREES.values(), ids=TREES)
def test_numbers_of_headings_that_begin_again_stand_where_a_clerk_expects_them(text: str, tree: str) -> None:
    assert lines(import_text(text)) == dedent(tree).strip().splitlines()


def test_styled_headings_whose_numbers_begin_again_keep_to_their_levels() -> None:
    page = (
        "<h2>1. Conduct</h2><p>So.</p><h3>1. Members</h3><p>Kind.</p><h3>2. Officers</h3><p>Neutral.</p>"
        "<h2>1. Meetings</h2><p>Open.</p>"
    )

    assert lines(import_document("a.html", page.encode())) == [
        "1: [Conduct]",
        "  1/p1: So.",
        "  1(1): [Members]",
        "    1(1)/p1: Kind.",
        "  1(2): [Officers]",
        "    1(2)/p1: Neutral.",
        "list-2/1: [Meetings]",
        "  list-2/1/p1: Open.",
    ]


NOTES = [
    "(A pdf version of this policy is available here)",
    "[Note: other social media pages may be applicable]",
    "[Insert the name of the council]",
    "(Delete as the council decides",
    "“Working for Wigtoft (and its people)”",
    "Note: other pages may apply",
    "NB The clerk keeps the list",
    "Please note the change to paragraph 3",
    "Click here to download the policy",
    "Email: clerk@pellham.example",
    "https://pellham.example/policies",
]


@pytest.mark.parametrize("note", NOTES)
def test_a_note_to_the_reader_heads_nothing_wherever_it_stands(note: str) -> None:
    text = f"Social Media Policy\n\n{note}\n\n1. Scope\n\n1.1 All of us.\n\n{note}\n\n1.2 It is kind.\n\nReview\n\n{note}\n\nYearly."

    assert lines(import_text(text)) == [
        f"p1: {note}",
        "1: [Scope]",
        "  1.1: All of us.",
        f"    1.1/p1: {note}",
        "  1.2: It is kind.",
        "review: [Review]",
        f"  review/p1: {note}",
        "  review/p2: Yearly.",
    ]


def test_a_note_above_the_title_is_no_title_and_stays() -> None:
    document = import_text(f"{NOTES[0]}\n\nSocial Media Policy\n\nPurpose\n\nWe speak.")

    assert document.title == "Social Media Policy"
    assert lines(document) == [f"p1: {NOTES[0]}", "purpose: [Purpose]", "  purpose/p1: We speak."]


def test_a_note_among_items_that_lost_their_bullets_is_one_of_them() -> None:
    assert lines(
        import_text(f"Pages\n\nThe council uses:\n\nFacebook\n\n{NOTES[1]}\n\nX\n\nThe clerk reads them.")
    ) == [
        "pages: [Pages]",
        "  pages/p1: The council uses:",
        "    pages/p1/p1: Facebook",
        f"    pages/p1/p2: {NOTES[1]}",
        "    pages/p1/p3: X",
        "  pages/p2: The clerk reads them.",
    ]


@pytest.mark.parametrize(
    "heading",
    ["(Draft) Scope", "Press releases", "Notes", "“Purdah” and the council", "Twitter (@PellhamPC)", "Reviews", "See of Pellham"],
)  # fmt: skip
def test_a_heading_that_begins_like_a_note_is_one(heading: str) -> None:
    document = import_text(f"Social Media Policy\n\n1. We speak.\n\n{heading}\n\nAll of us speak.")

    assert [(clause.heading, clause.text) for clause in document.clauses] == [
        ("", "We speak."),
        (heading, ""),
    ]
