"""Word documents, OpenDocument, PDF, HTML and Markdown, made here."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from policies.importing.blocks import CannotImport, SetAside
from policies.importing.importing import import_document
from policies.importing.plain import decode
from tests.policies.importing.papers import (
    W,
    docx,
    lines,
    numbering,
    odt,
    para,
    pdf,
    styles,
    words,
    words_in,
)

SENTENCE = (
    "The council wants its residents to know what it decides and why, and it will therefore say so in plain "
    "words, on paper and on its site, as soon as it can."
)


def word_document() -> bytes:
    table = "".join(
        f"<w:tr><w:tc>{para(one)}</w:tc><w:tc>{para(two)}</w:tc></w:tr>"
        for one, two in (("Who", "When"), ("Clerk", "Daily"))
    )
    body = (
        para("Media Policy", "T")
        + para("Contents", "C")
        + para("Purpose 1", "C")
        + para("Purpose", "H", number="1")
        + para("Speak well.", number="1", level=1)
        + para("Speak often:", number="1", level=1)
        + para("to all", number="1", level=2)
        + para("to each", number="1", level=2)
        + para("Scope", "H", number="1")
        + para("Everybody.", number="1", level=1)
        + f"<w:tbl>{table}</w:tbl>"
    )
    head = f"<w:hdr {W}>{para('Pellham')}</w:hdr>"
    lists = numbering(("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "(%3)"))
    given = styles(T="Title", H="heading 1", C="toc 1")
    return docx(body, styles=given, numbering=lists, header1=head)


def test_a_word_document_shows_its_styles_numbers_and_tables() -> None:
    document = import_document("a.docx", word_document())

    assert document.title == "Media Policy"
    assert lines(document) == [
        "1: [Purpose]",
        "  1.1: Speak well.",
        "  1.2: Speak often:",
        "    1.2(a): to all",
        "    1.2(b): to each",
        "2: [Scope]",
        "  2.1: Everybody.",
        "    2.1/p1: Who | When",
        "    2.1/p2: Clerk | Daily",
    ]
    assert [(one.why, one.text) for one in document.set_aside] == [
        ("page header or footer", "Pellham"),
        ("contents", "Contents"),
        ("contents", "Purpose 1"),
    ]


def test_bold_lines_are_headings_and_a_list_that_is_restarted_begins_at_one() -> None:
    body = (
        para("Media Policy", bold=True)
        + para("Purpose", bold=True)
        + para("Speak well.", number="1")
        + para("Speak often.", number="1")
        + para("Scope", bold=True)
        + para("Everybody is meant.", number="2")
    )
    document = import_document("a.docx", docx(body, numbering=numbering(("decimal", "%1."), restarts=("2",))))

    assert lines(document) == [
        "purpose: [Purpose]",
        "  purpose/1: Speak well.",
        "  purpose/2: Speak often.",
        "scope: [Scope]",
        "  scope/1: Everybody is meant.",
    ]


def test_tracked_changes_fields_and_boxes_of_word_are_read_as_they_are_seen() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>".format
    box = f"<w:r><w:pict><w:txbxContent>{para('In a box.')}</w:txbxContent></w:pict></w:r>"
    body = (
        f"<w:p>{run('Members ')}<w:ins>{run('may ')}</w:ins><w:del><w:r><w:delText>must </w:delText></w:r></w:del>"
        f"{run('speak.')}</w:p>"
        f"<w:p><w:r><w:instrText> PAGEREF _Toc1 \\h </w:instrText></w:r>{run('On page four.')}{box}</w:p>"
        f"<w:p>{run('One line,')}<w:r><w:br/></w:r>{run('and its end.')}</w:p>"
    )
    notes = f"<w:footnotes {W}><w:footnote>{para('A note.')}</w:footnote></w:footnotes>"

    assert lines(import_document("a.docx", docx(body, footnotes=notes))) == [
        "p1: Members may speak.",
        "p2: On page four.",
        "p3: In a box.",
        "p4: One line, and its end.",
        "p5: A note.",
    ]


def test_equations_signs_by_number_and_comments_of_word_are_not_lost() -> None:
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    sum_of = f"<m:oMath {math}><m:r><m:t>500 pounds</m:t></m:r></m:oMath>"
    body = (
        f"<w:p><w:r><w:t xml:space='preserve'>The limit is </w:t></w:r>{sum_of}<w:r><w:t> a year.</w:t></w:r></w:p>"
        '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t> Agreed </w:t><w:sym w:char="00A7"/></w:r></w:p>'
    )
    noted = f"<w:comments {W}><w:comment>{para('Ask the bank.')}</w:comment></w:comments>"

    document = import_document("a.docx", docx(body, comments=noted))

    assert lines(document) == ["p1: The limit is 500 pounds a year.", "p2: [Wingdings F0FE] Agreed §"]
    assert [(one.why, one.text) for one in document.set_aside] == [
        ("comment beside the text", "Ask the bank.")
    ]


def test_a_word_document_that_holds_another_is_refused_in_words() -> None:
    body = f'{para("One clause.")}<w:altChunk r:id="rId9" xmlns:r="urn:r"/>'

    with pytest.raises(CannotImport, match="holds another document"):
        import_document("a.docx", docx(body))


def test_a_line_to_be_filled_in_does_not_end_the_sentence_of_a_word_document() -> None:
    texts = ["It was adopted by the council on", "....... minute ....... and will be", "reviewed each year."]
    body = "".join(para(text) for text in [*texts, "Signed by the chairman and", "the clerk."])

    assert lines(import_document("a.docx", docx(body))) == [
        f"p1: {' '.join(texts)}",
        "p2: Signed by the chairman and",
        "p3: the clerk.",
    ]


LISTS = (
    '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" '
    'style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/>'
    '</text:list-style><text:list-style style:name="B"><text:list-level-style-bullet text:level="1"/></text:list-style>'
)


SPACED = '<text:p>to all<text:s text:c="3"/>of us</text:p>'


def item(inside: str) -> str:
    return f"<text:list-item>{inside}</text:list-item>"


def test_an_opendocument_shows_its_headings_and_numbers() -> None:
    inner = f"<text:list>{item(SPACED)}</text:list>"
    first = item(f"<text:p>Speak well.</text:p>{inner}") + item("<text:p>Speak often.</text:p>")
    body = (
        '<text:p text:style-name="Title">Media Policy</text:p><text:h text:outline-level="1">Purpose</text:h>'
        f'<text:list text:style-name="L1">{first}</text:list><text:h text:outline-level="1">Scope</text:h>'
        f'<text:p>It is for:</text:p><text:list text:style-name="B">{item("<text:p>members</text:p>")}</text:list>'
        f'<text:list text:style-name="L1">{item("<text:p>Again.</text:p>")}</text:list>'
    )
    document = import_document("a.odt", odt(body, LISTS))

    assert document.title == "Media Policy"
    assert lines(document) == [
        "purpose: [Purpose]",
        "  purpose/1: Speak well.",
        "    purpose/1(a): to all of us",
        "  purpose/2: Speak often.",
        "scope: [Scope]",
        "  scope/p1: It is for:",
        "    scope/p1/b1: members",
        "    scope/1: Again.",
    ]


def test_a_pdf_is_joined_over_its_lines_and_pages() -> None:
    paragraphs = [
        "# Media Policy",
        "# 1. Purpose",
        f"1.1 {SENTENCE} {SENTENCE} {SENTENCE}",
        f"1.2 {SENTENCE} {SENTENCE} It will:",
        "• publish minutes as soon as they are approved by the council in a meeting open to all",
        "• hold meetings",
        "# 2. Conduct",
        f"2.1 {SENTENCE} {SENTENCE} {SENTENCE} {SENTENCE}",
        f"(a) {SENTENCE}",
        "(b) shortly",
        f"2.2 {SENTENCE} {SENTENCE} {SENTENCE} {SENTENCE} {SENTENCE}",
        "# 3. Review",
        "3.1 Yearly.",
    ]
    document = import_document("a.pdf", pdf(paragraphs, header="Pellham Town Council"))

    assert document.title == "Media Policy"
    assert lines(document) == [
        "1: [Purpose]",
        f"  1.1: {SENTENCE} {SENTENCE} {SENTENCE}",
        f"  1.2: {SENTENCE} {SENTENCE} It will:",
        "    1.2/b1: publish minutes as soon as they are approved by the council in a meeting open to all",
        "    1.2/b2: hold meetings",
        "2: [Conduct]",
        f"  2.1: {SENTENCE} {SENTENCE} {SENTENCE} {SENTENCE}",
        f"    2.1(a): {SENTENCE}",
        "    2.1(b): shortly",
        f"  2.2: {SENTENCE} {SENTENCE} {SENTENCE} {SENTENCE} {SENTENCE}",
        "3: [Review]",
        "  3.1: Yearly.",
    ]
    furniture = "Pellham Town Council Page 1 of 9 Pellham Town Council Page 2 of 9"
    assert words_in(document) == words(" ".join([*paragraphs, furniture]))


PAGE = """<html><head><title>Pellham</title><style>p{}</style></head><body>
<nav><a>Menu</a></nav>
<h1>Media Policy</h1><h2>Purpose</h2><p>We aim to:</p><ul><li>speak well</li>
<li>speak &amp; listen<ul><li>daily</li></ul>
</li></ul><h2>Rules</h2>
<ol><li>Ask.<ol type="a"><li>the clerk</li><li>the chair</li></ol></li><li>Wait.</li></ol>
<p>In between.</p><ol start="3"><li>Go on.</li></ol>
<table><tr><th>Who<th>When</tr><tr><td><p>Clerk</p></td><td>Daily</td>
</tr></table><p>1.1 printed<br>1.2 also printed<!-- not said --></p><script>never()</script>
<footer>Foot</footer></body></html>"""


def test_a_web_page_shows_its_lists_and_not_its_menus() -> None:
    document = import_document("a.html", PAGE.encode())

    assert document.title == "Media Policy"
    assert lines(document) == [
        "purpose: [Purpose]",
        "  purpose/p1: We aim to:",
        "    purpose/p1/b1: speak well",
        "    purpose/p1/b2: speak & listen",
        "      purpose/p1/b2/b1: daily",
        "rules: [Rules]",
        "  1: Ask.",
        "    1(a): the clerk",
        "    1(b): the chair",
        "  2: Wait.",
        "  rules/p1: In between.",
        "  3: Go on.",
        "  rules/p2: Who | When",
        "  rules/p3: Clerk | Daily",
        "  1.1: printed",
        "  1.2: also printed",
    ]
    assert sorted(one.text for one in document.set_aside) == ["Foot", "Menu", "Pellham"]


def test_markdown_loses_its_signs_and_none_of_its_words() -> None:
    text = (
        "# Media Policy\n\n## Purpose\n\nWe speak **plainly** and\nin good time.\n\n* one\n* two\n  - nested\n\n"
        "## Rules\n\n1. Ask.\n2. Wait, see 1\\. above.\n\n| Who | When |\n|-----|------|\n| Clerk | Daily |\n\n"
        "Review\n------\nEach May.\n"
    )
    document = import_document("a.md", text.encode())

    assert document.title == "Media Policy"
    assert lines(document) == [
        "purpose: [Purpose]",
        "  purpose/p1: We speak plainly and in good time.",
        "  purpose/b1: one",
        "  purpose/b2: two",
        "    purpose/b2/b1: nested",
        "rules: [Rules]",
        "  1: Ask.",
        "  2: Wait, see 1. above.",
        "  rules/p1: Who | When",
        "  rules/p2: Clerk | Daily",
        "review: [Review]",
        "  review/p1: Each May.",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_texts_are_read_in_the_encodings_that_windows_writes(encoding: str) -> None:
    data = "1. The council’s “voice” – 2 £.\r\n2. So it is.\r\n".encode(encoding)

    assert lines(import_document("a.txt", data)) == ["1: The council’s “voice” – 2 £.", "2: So it is."]


PRINTED = {
    "title": "Media Policy",
    "metadata": {
        "source": "text",
        "adopted": "2019-10-15",
        "printed": {"adopted": "15/10/19"},
        "set_aside": [{"why": "details", "text": "Adopted: 15/10/19"}],
    },
    "clauses": [
        {
            "ref": "7",
            "path": [],
            "printed": "7.",
            "heading": "Talk",
            "text": "",
            "children": [
                {
                    "ref": "7.11",
                    "path": ["7"],
                    "printed": "7.11",
                    "heading": None,
                    "text": "Pictures:",
                    "children": [
                        {
                            "ref": "7.11.2",
                            "path": ["7", "7.11"],
                            "printed": "7.11.2",
                            "heading": None,
                            "text": "Share, never copy.",
                            "children": [],
                        }
                    ],
                }
            ],
        }
    ],
}


def test_the_command_prints_the_tree_and_needs_no_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "media.txt"
    path.write_text(
        "Media Policy\n\n7. Talk\n7.11 Pictures:\n7.11.2 Share, never copy.\n\nAdopted: 15/10/19\n"
    )
    call_command("import_policy", str(path), "--json")

    assert json.loads(capsys.readouterr().out) == PRINTED


def test_without_json_the_command_prints_a_line_for_each_clause(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "talk.txt"
    path.write_text("1. Talk\n1.1 Talk well.\n")
    call_command("import_policy", str(path))

    assert capsys.readouterr().out == "talk\n[1] Talk\n  [1.1] Talk well.\n"


def test_a_table_within_a_table_of_word_is_said_once() -> None:
    def cell(inner: str) -> str:
        return f"<w:tc>{inner}</w:tc>"

    inner = f"<w:tbl><w:tr>{cell(para('Quorum'))}{cell(para('Five'))}</w:tr></w:tbl>"
    body = (
        para("1. Rules")
        + f"<w:tbl><w:tr>{cell(para('Committee') + inner)}{cell(para('Chair'))}</w:tr></w:tbl>"
    )

    document = import_document("policy.docx", docx(body))

    assert words_in(document) == words("1 Rules Committee Quorum Five Chair")


def test_what_tracked_changes_deleted_is_set_aside_with_the_reason() -> None:
    gone = "<w:p><w:del><w:r><w:delText>Nobody may speak.</w:delText></w:r></w:del><w:r><w:t>All may.</w:t></w:r></w:p>"

    document = import_document("policy.docx", docx(para("1. Rules") + gone))

    assert SetAside("deleted in tracked changes", "Nobody may speak.") in document.set_aside
    assert "Nobody" not in "".join(lines(document))


def test_what_tracked_changes_of_an_opendocument_deleted_is_set_aside_with_the_reason() -> None:
    region = (
        "<text:tracked-changes><text:changed-region><text:deletion>"
        "<office:change-info><text:p>A. Clerk</text:p></office:change-info>"
        "<text:p>Nobody may</text:p><text:p>speak.</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
    )

    document = import_document("policy.odt", odt(f"{region}<text:p>1. All may.</text:p>"))

    assert SetAside("deleted in tracked changes", "Nobody may speak.") in document.set_aside
    assert "Nobody" not in "".join(lines(document))


HIDDEN = [
    ("<noscript>Turn <b>scripts</b> on</noscript>", "not shown as text on the page", "Turn scripts on"),
    ("<template><p>Later &amp; more</p></template>", "not shown as text on the page", "Later & more"),
    ("<svg><text>Plan</text><text>North</text></svg>", "not shown as text on the page", "Plan North"),
    ('<p>See <img src="a.png" alt="The town hall"></p>', "description of a picture", "The town hall"),
    ('<input type="text" value="Adopted in May">', "field of a form", "Adopted in May"),
]


@pytest.mark.parametrize(("html", "why", "said"), HIDDEN)
def test_words_of_a_page_that_are_no_text_are_set_aside_with_the_reason(
    html: str, why: str, said: str
) -> None:
    page = f"<h1>Policy</h1><p>1. All may speak.</p>{html}<script>no()</script><p>2. Nobody shouts.</p>"

    document = import_document("policy.html", page.encode())

    assert SetAside(why, said) in document.set_aside
    assert "no()" not in str(document.set_aside)


def test_elements_side_by_side_on_a_page_are_separate_words() -> None:
    page = (
        "<p>1. All may speak.</p><details><summary>More</summary>about<textarea>Notes</textarea></details>"
        "<p><label>Name</label><select><option>Yes<option>No</select><button>Send</button>it</p>"
    )

    document = import_document("policy.html", page.encode())

    assert words_in(document) == words("1 All may speak More about Notes Name Yes No Send it")


def test_what_a_page_says_of_its_own_language_is_no_clause() -> None:
    page = b'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "x.dtd">\n<html><body><p>1. Be plain.</p></body></html>'
    document = import_document("policy.html", page)
    assert lines(document) == ["1: Be plain."]


OLD_TEXTS = [
    "The council’s policy\n1. “Posts” are replies – and letters.\n2. It’s kind…\n• A café in Dartmouth’s ‘square’.\n",
    "1. Fees are £20 – £30.\n",
    "1. The clerk said “no”.\n",
    "1. The café is open.\n",
    "• First of all\n• Then\n",
    "1. Don’t.",
]


@pytest.mark.parametrize("encoding", ["mac_roman", "cp1252"])
@pytest.mark.parametrize("ends", ["\n", "\r", "\r\n"], ids=["lf", "cr", "crlf"])
@pytest.mark.parametrize("text", OLD_TEXTS)
def test_a_text_of_an_old_machine_keeps_its_quotation_marks(encoding: str, ends: str, text: str) -> None:
    assert decode(text.replace("\n", ends).encode(encoding)) == text.replace("\n", ends)


@pytest.mark.parametrize(
    "text",
    [
        "1. CAFÉ, ÎLE and ÓSCAR.",
        "1. Crème brûlée, naïve, Zoë.",
        "1. A fee of ½ of £3, at 20°.",
        "1. Prices in € and ¥ 500.",
        "1. José’s café",
    ],
)
def test_what_windows_wrote_is_not_taken_for_an_old_macintoshs(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


def test_of_bytes_that_no_machine_wrote_nothing_else_is_lost() -> None:
    assert decode(b"1. One \x81 two \xa3 three.") == "1. One \ufffd two £ three."
