"""The form that anybody answers: looked over before it is sent, sent once, and it knows nothing of its reader."""

import re
from typing import Any

import pytest
from django.test import Client

from portal.channels.models import SurveyReply
from portal.channels.surveys import tokens
from portal.channels.surveys.entering import close_survey
from portal.channels.surveys.tokens import new_mark
from tests.channels.surveys.conftest import Town
from tests.makers import make_channels, make_council, make_person
from tests.makers.surveys import fields_of, make_reply, make_sheet, make_survey

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>\"'&"


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def filled(town: Town, *values: Any, **more: str) -> dict[str, Any]:
    return {"mark": new_mark(town.asked.revision.pk), **fields_of(town.asked, *values), **more}


def test_the_form_tells_what_becomes_of_answers_and_sets_no_cookie(town: Town) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.get(town.path)
    page = words(answer)
    assert answer.status_code == 200
    assert "The council reads the replies and plans the play area by them." in page
    assert "11:59 pm" in page
    assert "1. Should the play area have a fence?" in page
    assert not answer.cookies
    assert "<script" not in page.replace('<script src="/static/', "").replace(
        '<script type="module" src=', ""
    )


def test_answers_are_looked_over_sent_and_thanked_for(town: Town) -> None:
    client = Client(enforce_csrf_checks=True)
    data = filled(town, "o0", ["o0", "o2"], "s4", f"Benches {HOSTILE}")
    over = client.post(town.path, data)
    assert over.status_code == 200
    assert "Look your answers over" in words(over)
    assert HOSTILE not in over.content.decode()
    assert not SurveyReply.objects.exists()
    sent = client.post(town.path, {**data, "act": "send"})
    reply = SurveyReply.objects.get()
    assert (sent.status_code, sent.headers["Location"]) == (302, f"{town.path}sent/{reply.reference}/")
    thanks = client.get(sent.headers["Location"])
    assert reply.reference in words(thanks)
    assert "Benches" not in words(thanks)
    assert thanks.headers["X-Robots-Tag"] == "noindex"
    again = client.post(town.path, {**data, "act": "send"})
    assert again.headers["Location"] == sent.headers["Location"]
    assert SurveyReply.objects.count() == 1
    assert not client.cookies


def test_answers_can_be_changed_before_they_are_sent(town: Town) -> None:
    answer = Client().post(town.path, filled(town, "o1", None, None, "Benches", act="change"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert re.search(r'value="o1"[^>]*checked', page)
    assert "Benches" in page


def test_a_gap_is_named_above_and_beside_and_nothing_typed_is_lost(town: Town) -> None:
    answer = Client().post(town.path, filled(town, None, None, None, "Benches"))
    page = words(answer)
    assert answer.status_code == 422
    assert "Choose an answer: this question needs one." in page
    assert "Error: " in page
    assert "Benches" in page


@pytest.mark.parametrize("mark", ["", "nonsense", "x" * 5000])
def test_a_form_that_was_not_opened_here_is_given_a_mark_and_sends_nothing(town: Town, mark: str) -> None:
    answer = Client().post(town.path, {**filled(town, "o0", act="send"), "mark": mark})
    assert answer.status_code == 422
    assert "nothing was sent yet" in words(answer)
    assert not SurveyReply.objects.exists()


def test_the_mark_of_another_survey_sends_nothing(town: Town) -> None:
    other = make_survey(author=town.officer, clerk=town.clerk, title="Another")
    answer = Client().post(town.path, filled(town, "o0", act="send") | {"mark": new_mark(other.revision.pk)})
    assert answer.status_code == 422
    assert not SurveyReply.objects.exists()


@pytest.mark.parametrize("value", ["o9", "s1", "0", "\x00", "o", "٣", "x" * 9000])
def test_what_is_not_offered_is_refused_by_the_form(town: Town, value: str) -> None:
    answer = Client().post(town.path, filled(town, value, [value], value, act="send"))
    assert answer.status_code == 422
    assert not SurveyReply.objects.exists()


def test_a_closed_survey_says_when_it_closed_and_takes_nothing(town: Town) -> None:
    data = filled(town, "o0", act="send")
    close_survey(actor=town.clerk, communication_id=town.asked.item.communication_id, reason="Enough.")
    shown, sent = Client().get(town.path), Client().post(town.path, data)
    assert (shown.status_code, sent.status_code) == (200, 409)
    assert "This survey is closed." in words(shown)
    assert "Your answers were not sent." in words(sent)
    assert Client().get(f"{town.path}form.pdf").status_code == 404
    assert not SurveyReply.objects.exists()


def test_too_many_from_one_network_are_asked_to_wait_with_their_answers_kept(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "SENT_AT_MOST", 1)
    assert Client().post(town.path, filled(town, "o0", act="send")).status_code == 302
    second = Client().post(town.path, filled(town, "o0", None, None, "Benches", act="send"))
    assert second.status_code == 429
    assert "Benches" in words(second)
    elsewhere = Client(REMOTE_ADDR="192.0.2.7").post(town.path, filled(town, "o0", act="send"))
    assert elsewhere.status_code == 302
    assert SurveyReply.objects.count() == 2


def test_another_council_s_survey_and_reply_are_not_found(town: Town) -> None:
    council = make_council(slug="farby")
    make_channels(council, "newsroom")
    clerk, officer = (make_person(council=council, role=role) for role in ("clerk", "officer"))
    other = make_survey(author=officer, clerk=clerk)
    theirs, paper = make_reply(other), make_sheet(town.asked, by=town.officer)
    for path in (
        f"/farby/surveys/{town.asked.item.slug}/",
        f"/farby/surveys/{town.asked.item.slug}/form.pdf",
        f"{town.path}sent/{theirs.reference}/",
        f"{town.path}sent/{paper.reference}/",
    ):
        assert Client().get(path).status_code == 404, path


def test_the_form_on_paper_is_an_accessible_pdf_of_the_same_questions(town: Town) -> None:
    answer = Client().get(f"{town.path}form.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in answer.content
    assert answer.content == Client().get(f"{town.path}form.pdf").content
