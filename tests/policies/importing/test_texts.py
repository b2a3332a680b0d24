"""What texts as councils have them become: each line is a reference, its heading and its text, as deep as it stands."""

# ruff: noqa: E501, ISC004 - texts stand as councils have them, on lines as long as theirs

from textwrap import dedent

import pytest

from policies.importing.importing import Document, import_text
from tests.policies.importing.papers import lines

TEXTS = {
    "numbering begins again under each heading": (
        "Media Policy\n\nPurpose\n\n1. Be clear.\n2. Be kind.\n\nConduct\n\n1. Answer once.\n2. See paragraph 1 above.",
        """
        purpose: [Purpose]
          purpose/1: Be clear.
          purpose/2: Be kind.
        conduct: [Conduct]
          conduct/1: Answer once.
          conduct/2: See paragraph 1 above.
        """,
    ),
    "numbering begins again without a heading": (
        "Rules of the Council\n\n1. First of one.\n2. Second of one.\n\n1. First of two.\n2. Second of two.",
        """
        1: First of one.
        2: Second of one.
        list-2/1: First of two.
        list-2/2: Second of two.
        """,
    ),
    "two lists under one heading, each introduced": (
        "Terms\n\nPosts:\n\n1. are kind.\n2. are true.\n\nIn between.\n\nReplies:\n\n1. are short.\n2. are few.",
        """
        terms: [Terms]
          terms/p1: Posts:
            terms/1: are kind.
            terms/2: are true.
          terms/p2: In between.
          terms/p3: Replies:
            terms/list-2/1: are short.
            terms/list-2/2: are few.
        """,
    ),
    "numbers run on across headings": (
        "Members\n\n1. Be civil.\n2. Be brief.\n\nOfficers\n\n3. Be neutral.\n\nPublic\n\n4. Be heard.",
        """
        members: [Members]
          1: Be civil.
          2: Be brief.
        officers: [Officers]
          3: Be neutral.
        public: [Public]
          4: Be heard.
        """,
    ),
    "numbers are glued to the text": (
        "1.INTRODUCTION\n1.1The council speaks.\n1.2“Posts” are replies too.\n7.30pm is late.\n2.SCOPE\n2.1All members.",
        """
        1: [INTRODUCTION]
          1.1: The council speaks.
          1.2: “Posts” are replies too.
            1.2/p1: 7.30pm is late.
        2: [SCOPE]
          2.1: All members.
        """,
    ),
    "numbers are doubled, and clauses share a line": (
        "1. 1.1  The council has a site.\n1.2 It is open. 1.3 It is kept up to date. See 1.1 above.\n2. 2.1 More.",
        """
        1: 1.
          1.1: The council has a site.
          1.2: It is open.
          1.3: It is kept up to date. See 1.1 above.
        2: 2.
          2.1: More.
        """,
    ),
    "bullets stand alone on their lines": (
        "Rules\n\nWe will:\n•\npublish minutes\n•\n\nhold meetings",
        """
        rules: [Rules]
          rules/p1: We will:
            rules/p1/b1: publish minutes
            rules/p1/b2: hold meetings
        """,
    ),
    "a list that lost its bullets": (
        "General\n\nThe council will:\n\nPublish minutes\n\nHold meetings\n\nIt is a duty of all to listen.",
        """
        general: [General]
          general/p1: The council will:
            general/p1/p1: Publish minutes
            general/p1/p2: Hold meetings
          general/p2: It is a duty of all to listen.
        """,
    ),
    "1. then ii.": (
        "Duties\n\n1. Check the text.\nii. Check the picture.\niii. Send it.\n\nAfterwards\n\nAll is filed.",
        """
        duties: [Duties]
          1: Check the text.
          ii: Check the picture.
          iii: Send it.
        afterwards: [Afterwards]
          afterwards/p1: All is filed.
        """,
    ),
    "a. b. c) d) in one list": (
        "Steps of the Council\n\na. Draft it.\nb. Check it.\nc) Sign it.\nd) Send it.",
        """
        a: Draft it.
        b: Check it.
        c: Sign it.
        d: Send it.
        """,
    ),
    "letters and roman numerals inside numbers": (
        "1. The clerk shall\na) draft;\nb) sign;\n(i) in ink,\n(ii) in black;\nc) file.\n2. The chairman reads.",
        """
        1: The clerk shall
          1(a): draft;
          1(b): sign;
            1(b)(i): in ink,
            1(b)(ii): in black;
          1(c): file.
        2: The chairman reads.
        """,
    ),
    "i is a letter after h": (
        "Rules of the Council\n\n(g) Seventh.\n(h) Eighth.\n(i) Ninth.\n(j) Tenth.",
        """
        g: Seventh.
        h: Eighth.
        i: Ninth.
        j: Tenth.
        """,
    ),
    "a list of roman numerals after the third item": (
        "Rules of the Council\n\n1. One.\n2. Two.\n3. Three.\ni. Sub one.\nii. Sub two.\n4. Four.",
        """
        1: One.
        2: Two.
        3: Three.
          3(i): Sub one.
          3(ii): Sub two.
        4: Four.
        """,
    ),
    "bullets inside numbered clauses, and clauses after them": (
        "7.9 We remove posts that are:\n· Rude.\n· Illegal.\n7.9.1 The clerk does it.\n7.10 We take no money.",
        """
        7.9: We remove posts that are:
          7.9/b1: Rude.
          7.9/b2: Illegal.
          7.9.1: The clerk does it.
        7.10: We take no money.
        """,
    ),
    "bullets inside bullets": (
        "List of the Council\n\n• One\no Sub one\no Sub two\n• Two",
        """
        b1: One
          b1/b1: Sub one
          b1/b2: Sub two
        b2: Two
        """,
    ),
    "a heading follows without a blank line": (
        "5. Interviews\n\n5.1 Ask the clerk.\n\n5.2 A member says so.\n6. Elections\n\n6.1 Stop.",
        """
        5: [Interviews]
          5.1: Ask the clerk.
          5.2: A member says so.
        6: [Elections]
          6.1: Stop.
        """,
    ),
    "a small heading above one clause, and one above a paragraph": (
        "7. Social media\n\n7.1 We use it.\n\nFacebook\n\n7.2 It is public.\n\nVideo\n\nIt is rare.\n\n7.3 Ask.\n\n8. Review\n\n8.1 Yearly.",
        """
        7: [Social media]
          7.1: We use it.
          7.2: [Facebook] It is public.
          video: [Video]
            video/p1: It is rare.
          7.3: Ask.
        8: [Review]
          8.1: Yearly.
        """,
    ),
    "numbers lifted from a handbook": (
        "21.26 The deputy may speak.\n21.27 The clerk may write.",
        """
        21.26: The deputy may speak.
        21.27: The clerk may write.
        """,
    ),
    "numbers without a full stop": (
        "1 Introduction\n1.1 The council speaks.\n2 Scope\n2.1 All 12 Councillors.\n3 Review\n3.1 On 6 May 2027.",
        """
        1: [Introduction]
          1.1: The council speaks.
        2: [Scope]
          2.1: All 12 Councillors.
        3: [Review]
          3.1: On 6 May 2027.
        """,
    ),
    "parts in which numbers begin again": (
        "Standing Orders\n\nPart 1: Media\n\n1. Ask.\n1.1 The clerk.\n\nPart 2: Meetings\n\n1. Wait.\n1.1 Outside.\n\nAppendix A\n\nA form.",
        """
        part-1: [Media]
          part-1/1: Ask.
            part-1/1.1: The clerk.
        part-2: [Meetings]
          part-2/1: Wait.
            part-2/1.1: Outside.
        appendix-a: [Appendix A]
          appendix-a/p1: A form.
        """,
    ),
    "sentences without any structure": (
        "The council asks that members do not post. Members are kind.",
        """
        p1: The council asks that members do not post. Members are kind.
        """,
    ),
    "a form with blanks to be filled in": (
        "Review\n\nThis policy was adopted by the council on \n\n......... minute reference ........ and will be \n\nreviewed each year.\n\nSigned by:\n\n________\nChairman",
        """
        review: [Review]
          review/p1: This policy was adopted by the council on ......... minute reference ........ and will be reviewed each year.
          review/p2: Signed by:
          review/p3: Chairman
        """,
    ),
    "a flattened table": (
        "Media Policy\n\nDateVersionStatusDescription\n20/07/190.1Draft\n\n1. Purpose\n1.1 It is so.",
        """
        p1: DateVersionStatusDescription
        p2: 20/07/190.1Draft
        1: [Purpose]
          1.1: It is so.
        """,
    ),
    "lines wrapped by a printer": (
        "PURPOSE\nThe council wants its residents to know what it decides and\n"
        "why, and it will therefore say so in plain words, on paper\nand on its site, as soon as it can be cost-\neffective.\n"
        "Pages are kept by the clerk. The rules in section\n4 apply to all, and those in paragraph\n2.1 to officers.\n"
        "1. Members are asked to be civil and to say in which\ncapacity they speak.\n"
        "2. Officers give facts, as set out in the code, and never\ntheir opinion.\nREVIEW\nYearly.",
        """
        purpose: [PURPOSE]
          purpose/p1: The council wants its residents to know what it decides and why, and it will therefore say so in plain words, on paper and on its site, as soon as it can be cost-effective.
          purpose/p2: Pages are kept by the clerk. The rules in section 4 apply to all, and those in paragraph 2.1 to officers.
          1: Members are asked to be civil and to say in which capacity they speak.
          2: Officers give facts, as set out in the code, and never their opinion.
        review: [REVIEW]
          review/p1: Yearly.
        """,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "tree"), TEXTS.values(), ids=TEXTS)
def test_the_clauses_stand_where_a_clerk_expects_them(text: str, tree: str) -> None:
    assert lines(import_text(text)) == dedent(tree).strip().splitlines()


def aside(document: Document) -> list[tuple[str, str]]:
    return [(one.why, one.text) for one in document.set_aside]


@pytest.mark.parametrize(
    "contents",
    [
        "Contents\n1. Introduction ........ 2\n2. Scope ........ 3\n",
        "CONTENTS\n1.Introduction2\n2.Scope3\n",
        "Table of Contents\nIntroduction\nScope\n",
        "1. Introduction .... 1\n2. Scope .... 2\n3. Review .... 3\n",
    ],
)
def test_a_list_of_contents_is_set_aside(contents: str) -> None:
    document = import_text(
        f"Media Policy\n\n{contents}\n1. Introduction\n\nWe speak.\n\n2. Scope\n\nAll of us.\n"
    )

    assert lines(document) == ["1: [Introduction]", "  1/p1: We speak.", "2: [Scope]", "  2/p1: All of us."]
    assert aside(document) == [("contents", line) for line in contents.splitlines()]


def test_a_heading_that_is_called_contents_and_heads_no_list_stays() -> None:
    document = import_text("Web Policy\n\nContents\n\nThe contents of the site are checked by the clerk.\n")

    assert lines(document) == [
        "contents: [Contents]",
        "  contents/p1: The contents of the site are checked by the clerk.",
    ]


def test_what_a_word_processor_left_is_set_aside() -> None:
    text = (
        'Media Policy\n\n[bookmark: _GoBack]1.\tBe kind, see HYPERLINK "http://a.example/b" our site.\n'
        "2. An\u00adother {PAGE}rule.\n\uf0b7 with a bullet of a symbol font\n__________\n"
    )
    document = import_text(text)

    assert lines(document) == [
        "1: Be kind, see our site.",
        "2: Another rule.",
        "  2/b1: with a bullet of a symbol font",
    ]
    assert aside(document) == [
        ("word residue", "[bookmark: _GoBack]"),
        ("word residue", 'HYPERLINK "http://a.example/b"'),
        ("word residue", "{PAGE}"),
        ("rule", "__________"),
    ]


def test_heads_and_numbers_of_pages_are_set_aside_and_sentences_go_on_over_them() -> None:
    pages = ["1. Speak plainly.", "2. Speak often and to", "all people.\n3. Stop."]
    document = import_text(
        "".join(f"Pellham Council\n{text}\nPage {n} of 3\n" for n, text in enumerate(pages, 1))
    )

    assert lines(document) == ["1: Speak plainly.", "2: Speak often and to all people.", "3: Stop."]
    assert aside(document) == [
        pair
        for n in (1, 2, 3)
        for pair in (("page header or footer", "Pellham Council"), ("page number", f"Page {n} of 3"))
    ]


def test_form_feeds_begin_pages_and_bare_numbers_count_them() -> None:
    document = import_text("Speak plainly, and\n1\fspeak often.\n2\fThen stop.\n3")

    assert lines(document) == ["p1: Speak plainly, and speak often.", "p2: Then stop."]
    assert aside(document) == [("page number", "1"), ("page number", "2"), ("page number", "3")]


def test_lines_about_the_policy_itself_become_details() -> None:
    document = import_text(
        "Pellham Parish Council\nMedia Policy\nAdopted: 15/10/19\nMinute ref: 19/113\nVersion 1.2\n"
        "Review date: March 2024\n\n1. Talk\n1.1 Talk well.\n"
    )

    assert document.title == "Pellham Parish Council – Media Policy"
    assert document.details.found == {
        "adopted": "2019-10-15",
        "minute_reference": "19/113",
        "version": "1.2",
        "review": "2024-03",
    }
    assert document.details.printed["adopted"] == "15/10/19"
    assert lines(document) == ["1: [Talk]", "  1.1: Talk well."]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Adopted by the council on 23rd February 2023, minute 45.2.", {"adopted": "2023-02-23", "minute_reference": "45.2"}),
        ("This policy was adopted at the meeting held on 13.5.24.", {"adopted": "2024-05-13"}),
        ("It is due for review in May 2027.", {"review": "2027-05"}),
        ("The minute reference is kept by the clerk.", {}),
        ("Each version of a text is kept.", {}),
    ],
)  # fmt: skip
def test_details_in_a_sentence_are_found_and_the_sentence_stays(sentence: str, found: dict[str, str]) -> None:
    document = import_text(f"Review\n\n1. Talk.\n2. {sentence}\n")

    assert document.details.found == found
    assert lines(document)[-1] == f"  2: {sentence}"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Social Media Policy\n\nPurpose\n\nWe speak.", "Social Media Policy"),
        ("PELLHAM TOWN COUNCIL\nCode of Conduct\n\n1. Be kind.", "PELLHAM TOWN COUNCIL – Code of Conduct"),
        ("1. Purpose\n\nWe speak.", ""),
        ("Duties\n\n1. Check the text.", ""),
        ("The council speaks to its residents.", ""),
    ],
)
def test_the_title_is_the_first_line_that_says_what_the_document_is(text: str, title: str) -> None:
    assert import_text(text).title == title


def test_contents_without_a_title_whose_pages_are_glued_to_the_headings_are_set_aside() -> None:
    document = import_text(
        "1.INTRODUCTION2\n2.SCOPE3\n\n1.INTRODUCTION\nThe council says so.\n\n2.SCOPE\nIt is for all.\n"
    )

    assert [(one.why, one.text) for one in document.set_aside] == [
        ("contents", "1.INTRODUCTION2"),
        ("contents", "2.SCOPE3"),
    ]
    assert [line for line in lines(document) if not line.startswith(" ")] == [
        "1: [INTRODUCTION]",
        "2: [SCOPE]",
    ]


def test_lines_that_end_in_figures_and_come_once_are_clauses() -> None:
    document = import_text("1.Form A2\n2.Form B3\n3.Form C4\n")

    assert document.set_aside == []
    assert [line[:2] for line in lines(document)] == ["1:", "2:", "3:"]


@pytest.mark.parametrize("name", ["Café", "Cafe", "Sunset"])
def test_a_heading_that_ends_in_the_word_clause_does_not_swallow_the_next_number(name: str) -> None:
    assert lines(import_text(f"1. {name} clause\n2. Two")) == [f"1: {name} clause", "2: Two"]


def test_a_citation_over_a_line_s_end_is_no_new_clause() -> None:
    document = import_text("1. It is done as is said in clause\n4. The rest follows.\n\n2. Two")

    assert [line[:2] for line in lines(document)] == ["1:", "2:"]
