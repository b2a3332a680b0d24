"""Whatever arrives, the page answers with words and loses nothing."""

from typing import Any

import pytest

from portal.drafts.kinds import KINDS, Shape
from portal.drafts.models import Communication, Note, Revision, WorkingCopy
from tests.drafts.views.conftest import Desk, form_of, words_of
from tests.makers import make_communication

pytestmark = pytest.mark.django_db
SCRIPT = '<script>alert(1)</script><img src=x onerror=alert(1)>"><svg onload=alert(1)>'
TYPED = {Shape.LINE, Shape.TEXT, Shape.RICH}
KINDS_TYPED = list(KINDS)


def sent_with(desk: Desk, item: Communication, words: str) -> dict[str, Any]:
    """Return the form of ``item`` with ``words`` in everything that one can type in."""
    sent = form_of(item, desk.author)
    return sent | {part.name: words[: part.limit] for part in item.spec.parts if part.shape in TYPED}


@pytest.mark.parametrize("kind", KINDS_TYPED)
def test_script_in_every_field_is_only_words_on_every_page(desk: Desk, kind: str) -> None:
    item = make_communication(author=desk.author, kind=kind)
    sent = sent_with(desk, item, SCRIPT) | {
        "quotes-0-words": SCRIPT,
        "quotes-0-speaker": SCRIPT,
        "versions-x": SCRIPT,
    }
    desk.writer.post(desk.at(f"{item.pk}/autosave/"), sent)
    pages = [desk.writer.get(desk.at(f"{item.pk}/"))]
    assert desk.writer.post(desk.at(f"{item.pk}/"), sent).status_code == 302
    desk.writer.post(desk.at(f"{item.pk}/notes/"), {"text": SCRIPT})
    paths = ["", "preview/", "submit/", "history/", "revisions/1/", "compare/", "findings/"]
    pages += [desk.writer.get(desk.at(f"{item.pk}/{path}")) for path in paths]
    pages.append(desk.writer.get(desk.at()))
    pages.append(desk.writer.post(desk.at(f"{item.pk}/"), {**sent, "based_on": ""}))
    for page in pages:
        source = page.content.decode()
        for bad in ("<script>alert", "<img src=x", "<svg onload"):
            assert bad not in source, page.request["PATH_INFO"]


def test_a_blind_copy_without_an_address_is_refused_at_its_field_and_the_letter_stays(desk: Desk) -> None:
    item = make_communication(author=desk.author, kind="letter")
    answer = desk.writer.get(desk.at(f"{item.pk}/"))
    shown = words_of(answer)
    assert answer.content.decode().count("like Jo Example &lt;jo@example.org&gt;") == 2
    assert "by name alone, on paper: the office prints and posts it." in shown
    assert "each with an email address: blind copies go by email alone." in shown
    sent = form_of(item, desk.author, cc="County Highways", bcc="Ann Example\nb@solicitor.example")
    answer = desk.writer.post(desk.at(f"{item.pk}/"), sent)
    page = words_of(answer)
    assert answer.status_code == 422
    assert '<a href="#id_bcc">Blind copies (bcc): “Ann Example” has no email address' in page
    assert "Ann Example b@solicitor.example</textarea>" in page
    assert "County Highways</textarea>" in page
    assert not Revision.objects.exists()
    mended = {**sent, "bcc": "Ann Example <ann@example.org>\nb@solicitor.example"}
    assert desk.writer.post(desk.at(f"{item.pk}/"), mended).status_code == 302
    assert Revision.objects.get().content["cc"] == "County Highways"


@pytest.mark.parametrize("kind", KINDS_TYPED)
def test_a_nul_is_refused_by_name_and_the_rest_stays(desk: Desk, kind: str) -> None:
    item = make_communication(author=desk.author, kind=kind)
    sent = sent_with(desk, item, "Kept\x00words")
    answer = desk.writer.post(desk.at(f"{item.pk}/"), sent)
    assert answer.status_code == 422
    assert "This holds characters that cannot be stored." in words_of(answer)
    assert "words" in words_of(answer)
    assert Revision.objects.count() == 0
    answer = desk.writer.post(desk.at(f"{item.pk}/autosave/"), sent)
    assert answer.status_code == 200
    assert WorkingCopy.objects.get().typed["title"] == "Keptwords"
    assert desk.writer.get(desk.at(f"{item.pk}/")).status_code == 200


def test_a_nul_in_rows_and_numbers_does_no_harm(desk: Desk) -> None:
    item = make_communication(author=desk.author)
    sent = form_of(item, desk.author) | {
        "quotes-0-words": "a\x00b",
        "edition": "\x00",
        "based_on": "1\x00",
        "act": "\x00",
    }
    assert desk.writer.post(desk.at(f"{item.pk}/"), sent).status_code in {409, 422}
    assert desk.writer.post(desk.at(f"{item.pk}/autosave/"), sent).status_code == 200
    assert desk.writer.post(desk.at(f"{item.pk}/"), {**sent, "rows": "quotes\x00"}).status_code == 409
    assert desk.writer.post(desk.at(f"{item.pk}/notes/"), {"text": "a\x00b"}).status_code == 422
    assert Note.objects.count() == 0


def test_a_hundred_thousand_characters_are_saved_shown_and_compared(desk: Desk) -> None:
    item = make_communication(author=desk.author)
    body = "".join(f"<p>{'paragraph ' * 9}{n:07}</p>" for n in range(1_000))[:100_000]
    assert desk.writer.post(desk.at(f"{item.pk}/"), form_of(item, desk.author, body=body)).status_code == 302
    assert (
        desk.writer.post(desk.at(f"{item.pk}/autosave/"), form_of(item, desk.author, body=body)).status_code
        == 200
    )
    changed = body.replace("0000500", "five hundred")
    assert (
        desk.writer.post(desk.at(f"{item.pk}/"), form_of(item, desk.author, body=changed)).status_code == 302
    )
    page = words_of(desk.writer.get(desk.at(f"{item.pk}/compare/")))
    assert "<del>0000500</del><ins>five hundred</ins>" in page
    assert desk.writer.get(desk.at(f"{item.pk}/preview/")).status_code == 200


def test_a_text_above_the_limit_is_refused_and_kept_on_the_page(desk: Desk) -> None:
    item = make_communication(author=desk.author)
    body = "x" * 100_001
    answer = desk.writer.post(desk.at(f"{item.pk}/"), form_of(item, desk.author, title="t" * 201, body=body))
    page = words_of(answer)
    assert answer.status_code == 422
    assert "Headline is 201 characters long; the most is 200." in page
    assert "Release is too long; the most is 100,000 characters." in page
    assert body in page


def test_right_to_left_text_stays_and_hidden_overrides_go(desk: Desk) -> None:
    item = make_communication(author=desk.author)
    title = "\u202eevil\u202c \u05e9\u05dc\u05d5\u05dd\u200f"
    assert (
        desk.writer.post(desk.at(f"{item.pk}/"), form_of(item, desk.author, title=title)).status_code == 302
    )
    assert Revision.objects.get().content["title"] == "evil \u05e9\u05dc\u05d5\u05dd\u200f"
    for path in (f"{item.pk}/", f"{item.pk}/preview/", "", f"{item.pk}/history/"):
        assert "\u202e" not in desk.writer.get(desk.at(path)).content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"quotes": "not rows"},
        {"quotes-x-words": "a", "quotes-99999-words": "b", "quotes--words": "c", "quotes-0-office-x": "d"},
        {"quotes-drop": "nonsense"},
        {"capacity": ["official", "personal"]},
        {"body": ["<p>one</p>", "<p>two</p>"]},
        {"based_on": "9" * 400, "edition": "-1"},
        {"edition": "²", "based_on": "١"},
        {"act": "delete everything"},
        {"rows": "title"},
        {"rows": "capacity"},
        {"embargo": "2026-13-45T99:99"},
        {"versions-x": "a", "versions-": "b", "versions-" + "y" * 200: "c"},
    ],
    ids=repr,
)
@pytest.mark.parametrize("path", ["", "autosave/"])
@pytest.mark.parametrize("kind", ["press_release", "social_post"])
def test_nonsense_is_answered(desk: Desk, kind: str, path: str, changes: dict[str, Any]) -> None:
    item = make_communication(author=desk.author, kind=kind)
    answer = desk.writer.post(desk.at(f"{item.pk}/{path}"), form_of(item, desk.author) | changes)
    assert answer.status_code in {200, 302, 400, 409, 422}
    assert desk.writer.get(desk.at(f"{item.pk}/")).status_code == 200


def test_more_rows_than_a_text_has_are_refused_and_kept(desk: Desk) -> None:
    item = make_communication(author=desk.author)
    quotes = [{"speaker": "S", "office": "O", "words": f"Words {n}"} for n in range(21)]
    answer = desk.writer.post(desk.at(f"{item.pk}/"), form_of(item, desk.author, quotes=quotes))
    assert answer.status_code == 422
    assert "Quotations: the most is 20." in words_of(answer)
    assert "Words 20" in words_of(answer)


@pytest.mark.parametrize("number", ["0", "99999999999999999999999", "2147483648", "9223372036854775808"])
def test_an_impossible_number_is_nobodys_draft(desk: Desk, number: str) -> None:
    for path in ("", "preview/", "history/", "compare/", "revisions/1/"):
        assert desk.writer.get(desk.at(f"{number}/{path}")).status_code == 404
    assert desk.writer.post(desk.at(f"{number}/"), {"title": "x"}).status_code == 404
    assert desk.writer.get(desk.at(f"pictures/{number}/")).status_code == 404


@pytest.mark.parametrize(
    "query", ["from=0&to=0", "from=99", "to=x", "from=9999999999999999999999", "from=-1", "to=%00"]
)
def test_a_comparison_with_nonsense_is_answered(desk: Desk, query: str) -> None:
    item = make_communication(author=desk.author)
    desk.writer.post(desk.at(f"{item.pk}/"), form_of(item, desk.author))
    assert desk.writer.get(desk.at(f"{item.pk}/compare/?{query}")).status_code in {200, 404}
