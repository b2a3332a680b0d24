"""Taking replies: once a form, while the survey is open, from nobody in particular."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from approvals.withdrawing import withdraw
from portal.channels.models import Survey, SurveyReply
from portal.channels.outbox.standstill import hold_everything
from portal.channels.surveys.entering import close_survey
from portal.channels.surveys.standing import NotTaking, Taking
from portal.channels.surveys.taking import Reworded, take_reply
from portal.channels.surveys.tokens import FormMark
from portal.drafts.content import LONDON
from portal.records.canonical import canonical_json, sha256_of
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput
from tests.channels.surveys.conftest import Town
from tests.makers import make_channels, make_council, make_person
from tests.makers.surveys import again, given, make_mark, make_reply, make_survey
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
REASON = "The plan was dropped."


def test_a_reply_is_kept_with_its_hash_its_last_day_and_nothing_of_who_sent_it(town: Town) -> None:
    reply = make_reply(town.asked, 0, [2, 0], 4, "More benches")
    kept = SurveyReply.objects.get()
    first, several, scale, words = (question.key for question in town.asked.questions)
    assert kept.answers == {first: 0, several: [0, 2], scale: 4, words: "More benches"}
    assert kept.sha256 == sha256_of(canonical_json(kept.answers))
    assert kept.kept_until == town.asked.kept_until
    assert (kept.sheet, kept.entered_by_id, kept.reference) == (None, None, reply.reference)
    entry = LedgerEntry.objects.get(verb="survey_reply_taken")
    assert (entry.actor_id, entry.object_id) == (None, kept.pk)
    assert "benches" not in entry.body


def test_the_same_form_sent_again_is_the_first_reply(town: Town) -> None:
    mark = make_mark(town.asked)
    first = take_reply(asked=town.asked, mark=mark, given=given(town.asked, 0))
    second = take_reply(asked=town.asked, mark=mark, given=given(town.asked, 1))
    assert second.pk == first.pk
    assert SurveyReply.objects.count() == 1


NOT_OFFERED = [(2,), (-1,), ("0",), (True,), (0, [3]), (0, 1), (0, [0], 6), (0, [0], 0), (0, [0], 4.0)]


@pytest.mark.parametrize("values", NOT_OFFERED)
def test_what_the_form_does_not_offer_is_refused(town: Town, values: tuple[Any, ...]) -> None:
    with pytest.raises(InvalidInput, match="does not offer"):
        make_reply(town.asked, *values)
    assert not SurveyReply.objects.exists()


def test_what_needs_an_answer_and_words_that_are_too_long_are_refused(town: Town) -> None:
    with pytest.raises(InvalidInput, match="Question 1 needs an answer"):
        make_reply(town.asked, None, [0])
    with pytest.raises(InvalidInput, match="longer than 2,000"):
        make_reply(town.asked, 0, None, None, "x" * 2001)


@pytest.mark.parametrize(("seconds", "taking"), [(-1, Taking.OPEN), (0, Taking.CLOSED), (1, Taking.CLOSED)])
def test_the_form_closes_at_its_very_second(
    town: Town, monkeypatch: pytest.MonkeyPatch, seconds: int, taking: Taking
) -> None:
    moment = town.asked.closes + timedelta(seconds=seconds)
    monkeypatch.setattr("portal.channels.surveys.standing.timezone.now", lambda: moment)
    assert again(town.asked).taking is taking
    if taking is Taking.CLOSED:
        with pytest.raises(NotTaking, match="This survey is closed"):
            make_reply(town.asked)


def test_a_day_alone_closes_at_a_minute_to_midnight_in_london(town: Town) -> None:
    here = town.asked.closes.astimezone(LONDON)
    assert (here.hour, here.minute, here.second) == (23, 59, 0)


def test_an_earlier_time_on_the_closing_date_and_a_later_opening_count(town: Town) -> None:
    noon = datetime.combine(town.asked.closes.astimezone(LONDON).date(), datetime.min.time(), tzinfo=LONDON)
    noon += timedelta(hours=12)
    opens = timezone.now() + timedelta(hours=2)
    asked = make_survey(
        author=town.officer, clerk=town.clerk, closes_at=noon.isoformat(), opens_at=opens.isoformat()
    )
    assert asked.closed == noon
    assert asked.taking is Taking.NOT_YET
    with pytest.raises(NotTaking, match="not open yet"):
        make_reply(asked)


def test_holding_withdrawing_and_closing_stop_replies_at_once(town: Town) -> None:
    make_reply(town.asked)
    hold_everything(actor=town.clerk, reason=REASON)
    with pytest.raises(NotTaking, match="paused"):
        make_reply(again(town.asked))
    withdraw(actor=town.clerk, communication_id=town.asked.item.communication_id, reason=REASON)
    assert again(town.asked).taking is Taking.WITHDRAWN
    with pytest.raises(NotTaking, match="withdrawn"):
        make_reply(again(town.asked))
    assert SurveyReply.objects.count() == 1


def test_a_form_of_another_wording_is_shown_again_and_not_counted(town: Town) -> None:
    with pytest.raises(Reworded):
        take_reply(
            asked=town.asked, mark=FormMark(town.asked.revision.pk + 1, "a" * 64), given=given(town.asked, 0)
        )
    assert not SurveyReply.objects.exists()


def test_nobody_changes_or_deletes_a_reply(town: Town) -> None:
    make_reply(town.asked)
    for act in ("UPDATE channels_surveyreply SET sha256 = sha256", "DELETE FROM channels_surveyreply"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(act)


def an_open_survey() -> Town:
    council = make_council(slug="pellworth")
    make_channels(council, "newsroom")
    clerk, officer = (make_person(council=council, role=role) for role in ("clerk", "officer"))
    return Town(clerk, officer, clerk, make_survey(author=officer, clerk=clerk))


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_reply() -> None:
    town = an_open_survey()
    mark = make_mark(town.asked)

    def send() -> SurveyReply:
        return take_reply(asked=town.asked, mark=mark, given=given(town.asked, 0))

    first, second = at_once(send, send)
    assert first.reference == second.reference
    assert SurveyReply.objects.count() == 1
    assert Survey.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["close", "withdraw", "hold"])
def test_a_reply_that_meets_the_end_is_taken_before_it_or_not_at_all(how: str) -> None:
    town = an_open_survey()
    item = town.asked.item.communication_id

    def end() -> object:
        if how == "close":
            return close_survey(actor=town.clerk, communication_id=item, reason=REASON)
        if how == "hold":
            return hold_everything(actor=town.clerk, reason=REASON)
        return withdraw(actor=town.clerk, communication_id=item, reason=REASON)

    sent, ended = at_once(lambda: make_reply(town.asked), end)
    assert not isinstance(ended, Exception)
    taken = SurveyReply.objects.count()
    assert isinstance(sent, NotTaking) if taken == 0 else sent.pk == SurveyReply.objects.get().pk
    verb = {"close": "survey_closed", "hold": "issuing_held", "withdraw": "withdrawn"}[how]
    order = list(
        LedgerEntry.objects.filter(verb__in=[verb, "survey_reply_taken"])
        .order_by("number")
        .values_list("verb", flat=True)
    )
    assert order == (["survey_reply_taken", verb] if taken else [verb])
