"""What a survey comes to, what is told of it, and how long replies are kept."""

import csv
import io
from datetime import timedelta
from itertools import product

import pytest
from django.db import transaction
from django.utils import timezone

from portal.channels.models import SurveyReply
from portal.channels.surveys.entering import close_survey
from portal.channels.surveys.erasing import erase_what_was_promised
from portal.channels.surveys.masking import known_names, masked
from portal.channels.surveys.publishing import FEWEST, NOTHING_TOLD, SOME_TOLD, draft_results, told_part
from portal.channels.surveys.summary import Line, Tally, summary_of
from portal.drafts.models import Communication
from portal.drafts.questions import CHOICE, SCALE, Question
from portal.drafts.retaining import place_hold
from portal.records.models import LedgerEntry
from portal.records.retention import EraseOrder, erase
from portal.refusals import NotYours, Refusal
from tests.channels.surveys.conftest import Town
from tests.makers import sign_in
from tests.makers.surveys import make_reply, make_sheet, make_survey

pytestmark = pytest.mark.django_db


def close(town: Town) -> int:
    key = town.asked.item.communication_id
    close_survey(actor=town.clerk, communication_id=key, reason="Enough replies.")
    return key


def test_shares_are_of_those_who_answered_and_a_scale_has_its_middle(town: Town) -> None:
    make_reply(town.asked, 0, [0, 2], 2)
    make_reply(town.asked, 0, [0], 5)
    make_reply(town.asked, 1, None, 3)
    make_sheet(town.asked, None, [1], by=town.officer)
    summary = summary_of(town.asked.item.communication_id, town.asked.revision)
    fence, used, safe, _ = summary.tallies
    assert (summary.replies, summary.on_paper) == (4, 1)
    assert (fence.asked, fence.base) == (4, 3)
    assert [(line.label, line.many, line.share) for line in fence.lines] == [
        ("Yes", 2, 66.7),
        ("No", 1, 33.3),
    ]
    assert [line.many for line in used.lines] == [2, 1, 1]
    assert used.base == 3
    assert safe.middle == 3.0
    assert safe.lines[0].label == "1 (Not safe)"


def test_the_figures_take_the_same_queries_for_one_reply_and_for_thirty(
    town: Town, django_assert_num_queries: object
) -> None:
    for many in (1, 29):
        for _ in range(many):
            make_reply(town.asked, 0, [0], 3, "Words")
        with django_assert_num_queries(1):  # type: ignore[operator]
            summary_of(town.asked.item.communication_id, town.asked.revision)


MASKED = [
    ("Write to ann@example.org.", "Write to [email address]."),
    ("Call 01632 960220 or +44 7700 900123", "Call [telephone number] or [telephone number]"),
    ("I live at 12 Mill Lane, EX4 3LZ", "I live at [address], [postcode]"),
    ("Mrs Ada Example parks there", "[name] parks there"),
    ("See https://example.org/x and @somebody", "See [web address] and [account]"),
    ("£1,200 in 2025 for 30 benches", "£1,200 in 2025 for 30 benches"),
]


@pytest.mark.parametrize(("words", "shown"), MASKED)
def test_what_leads_to_a_person_is_covered(words: str, shown: str) -> None:
    assert masked(words) == shown


def test_names_that_the_council_knows_are_covered_without_a_title(town: Town) -> None:
    name = town.officer.name
    assert name in known_names(town.asked.council.pk)
    assert masked(f"I saw {name.upper()} and Ada Example", {name}) == "I saw [name] and Ada Example"
    assert masked("The Greens of Hill Road", {"Green", "Ann Green"}) == "The Greens of Hill Road"
    make_reply(town.asked, 0, None, None, f"Ask {name}, please")
    html = sign_in(town.officer).get(town.desk).content.decode()
    assert "Ask [name], please" in html
    assert "the full names of people the council knows" in html


def test_the_table_is_no_formula_and_is_for_the_office_alone(town: Town) -> None:
    make_reply(town.asked, 0, None, None, "=HYPERLINK(1)")
    answer = sign_in(town.officer).get(f"{town.desk}csv/")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:4] == ["Reference", "Came", "Sheet", "Received"]
    assert rows[1][1] == "online"
    assert rows[1][4:] == ["Yes", "", "", "'=HYPERLINK(1)"]
    assert sign_in(town.councillor).get(f"{town.desk}csv/").status_code == 403


def test_results_are_a_draft_with_figures_and_no_word_of_anybody(town: Town) -> None:
    make_reply(town.asked, 0, [0], 4, "My neighbour is loud")
    key = close(town)
    words = town.asked.questions[3].key
    made = draft_results(actor=town.officer, communication_id=key, told={words: "Some asked for quiet."})
    body = made.current_revision.content["body"] if made.current_revision else ""
    made.refresh_from_db()
    body = made.current_revision.content["body"] if made.current_revision else body
    assert (made.kind, made.stage) == ("notice", "draft")
    assert "<li>Yes: 1 (100%)</li>" in body
    assert "1 reply" in body
    assert "Some asked for quiet." in body
    assert "neighbour" not in body
    assert LedgerEntry.objects.filter(verb="survey_results_drafted", object_id=key).count() == 1
    with pytest.raises(Refusal, match="begun already"):
        draft_results(actor=town.clerk, communication_id=key, told={})
    assert Communication.objects.filter(council=town.clerk.council, kind="notice").count() == 1


def test_few_answers_about_the_person_are_not_told_apart(town: Town) -> None:
    row = {"sort": "choice", "text": "How old are you?", "options": "Under 18\n18 or over", "needed": "no"}
    asked = make_survey(author=town.officer, clerk=town.clerk, questions=[{**row, "why": "To compare."}])
    for answer in (0, 1, 1, 1, 1, 1):
        make_reply(asked, answer)
    close_survey(actor=town.clerk, communication_id=asked.item.communication_id, reason="Enough.")
    made = draft_results(actor=town.clerk, communication_id=asked.item.communication_id, told={})
    made.refresh_from_db()
    assert made.current_revision is not None
    body = made.current_revision.content["body"]
    assert body.endswith(f"<h2>How old are you?</h2><p>{NOTHING_TOLD}</p>")


def told_of(sort: str, *chosen: int, why: str = "To compare.", middle: float | None = None) -> str:
    """Return what is told of a question whose answers were chosen so often, everybody choosing one."""
    question = Question("key", sort, "How old are you?", tuple("ABCD"[: len(chosen)]), False, why)
    base = sum(chosen)
    lines = tuple(
        Line(label, many, round(100 * many / base, 1) if base else 0.0)
        for label, many in zip("ABCD", chosen, strict=False)
    )
    return str(told_part(Tally(question, base + 1, base, lines, middle, (), False), {}, ()))


HEAD = "<h2>How old are you?</h2>"
TOLD = [
    ((3, 17), f"{HEAD}<p>{NOTHING_TOLD}</p>"),
    ((5, 15), f"{HEAD}<p>20 of 21 answered.</p><ul><li>A: 5 (25%)</li><li>B: 15 (75%)</li></ul>"),
    ((0, 15), f"{HEAD}<p>15 of 16 answered.</p><ul><li>A: 0 (0%)</li><li>B: 15 (100%)</li></ul>"),
    ((9, 3, 17), f"{HEAD}<p>29 of 30 answered. {SOME_TOLD}</p><ul><li>C: 17</li></ul>"),
    ((30, 3, 2, 40), f"{HEAD}<p>75 of 76 answered. {SOME_TOLD}</p><ul><li>D: 40</li></ul>"),
    ((0, 3, 40, 12), f"{HEAD}<p>55 of 56 answered. {SOME_TOLD}</p><ul><li>C: 40</li></ul>"),
]


@pytest.mark.parametrize(("chosen", "told"), TOLD)
def test_a_small_number_is_left_out_with_whatever_it_could_be_worked_out_from(
    chosen: tuple[int, ...], told: str
) -> None:
    assert told_of(CHOICE, *chosen) == told


def test_nobody_can_work_out_how_few_chose_an_answer() -> None:
    could_be: dict[str, list[tuple[int, ...]]] = {}
    for chosen in product(range(14), repeat=3):
        could_be.setdefault(told_of(CHOICE, *chosen), []).append(chosen)
    found_out = [
        group[0]
        for group in could_be.values()
        for answer in range(3)
        if len({chosen[answer] for chosen in group}) == 1 and 0 < group[0][answer] < FEWEST
    ]
    assert found_out == []


def test_the_middle_is_told_only_with_every_figure() -> None:
    assert "median" in told_of(SCALE, 9, 9, middle=2.0)
    assert "median" not in told_of(SCALE, 3, 9, 40, middle=3.0)
    assert "A: 3 (25%)" in told_of(SCALE, 3, 9, middle=2.0, why="")


def test_results_wait_for_the_end_for_replies_and_for_the_office(town: Town) -> None:
    key = town.asked.item.communication_id
    with pytest.raises(Refusal, match="still takes replies"):
        draft_results(actor=town.clerk, communication_id=key, told={})
    close(town)
    with pytest.raises(Refusal, match="no reply"):
        draft_results(actor=town.clerk, communication_id=key, told={})
    with pytest.raises(NotYours):
        draft_results(actor=town.councillor, communication_id=key, told={})


def test_replies_are_erased_on_the_day_that_was_promised_unless_a_hold_protects_them(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = town.asked.item.communication_id
    make_reply(town.asked, 0, None, None, "Benches")
    assert erase_what_was_promised() == 0
    later = timezone.now() + timedelta(days=92)
    held = place_hold(actor=town.clerk, reason="A request for information.", communication_id=key)
    monkeypatch.setattr("portal.channels.surveys.erasing.timezone.now", lambda: later)
    assert erase_what_was_promised() == 0
    type(held).objects.update(released_at=timezone.now())
    assert erase_what_was_promised() == 1
    assert erase_what_was_promised() == 0
    reply = SurveyReply.objects.get()
    assert (reply.stored, len(reply.sha256)) == ("", 64)
    assert LedgerEntry.objects.filter(verb="survey_replies_erased").count() == 1
    summary = summary_of(key, town.asked.revision)
    assert (summary.replies, summary.erased) == (0, 1)


def test_the_archive_s_order_erases_the_replies_with_the_text(town: Town) -> None:
    make_reply(town.asked, 0)
    order = EraseOrder(town.clerk.council.pk, (town.asked.item.communication_id,), timezone.now())
    with transaction.atomic():
        erase(order)
    assert SurveyReply.objects.get().stored == ""


def test_the_desk_shows_the_figures_and_covers_what_leads_to_a_person(town: Town) -> None:
    make_reply(town.asked, 0, [0], 4, "Call 01632 960220 <b>now</b>")
    make_sheet(town.asked, by=town.officer, number=12)
    page = sign_in(town.officer).get(town.desk).content.decode()
    assert "Call [telephone number] &lt;b&gt;now&lt;/b&gt;" in page
    assert "960220" not in page
    assert (
        "The play area in Mill Lane" in sign_in(town.clerk).get("/pellworth/desk/surveys/").content.decode()
    )
    assert sign_in(town.councillor).get(town.desk).status_code == 403
