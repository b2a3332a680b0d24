"""Paper: no sheet twice, gaps stay gaps, corrections are kept; and closing early."""

from datetime import timedelta

import pytest

from portal.channels.models import Survey, SurveyReply
from portal.channels.surveys.entering import Sheet, close_survey, correct_sheet, enter_sheet
from portal.channels.surveys.standing import Taking
from portal.channels.surveys.summary import summary_of
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.channels.surveys.conftest import Town
from tests.channels.surveys.test_taking import an_open_survey
from tests.makers import make_council, make_person
from tests.makers.surveys import again, given, make_sheet, today
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
WHY = "The tick stood beside No."


def test_a_sheet_counts_with_its_gaps_and_says_who_entered_it(town: Town) -> None:
    made = make_sheet(town.asked, None, None, 2, by=town.officer, number=7)
    assert list(made.answers.values()) == [2]
    assert (made.sheet, made.entered_by_id) == (7, town.officer.membership.pk)
    entry = LedgerEntry.objects.get(verb="survey_sheet_entered")
    assert entry.actor_id == town.officer.user_id


def test_no_sheet_is_entered_twice(town: Town) -> None:
    make_sheet(town.asked, by=town.officer, number=7)
    with pytest.raises(Refusal, match="Sheet 7 was entered already"):
        make_sheet(town.asked, by=town.clerk, number=7)
    assert SurveyReply.objects.count() == 1


@pytest.mark.parametrize("days", [-1, 1])
def test_a_sheet_came_back_while_the_survey_was_open(town: Town, days: int) -> None:
    sheet = Sheet(1, today() + timedelta(days=days), given(town.asked, 0))
    with pytest.raises(InvalidInput, match="between the first day"):
        enter_sheet(actor=town.officer, communication_id=town.asked.item.communication_id, sheet=sheet)


@pytest.mark.parametrize("number", [0, -1, 1_000_001])
def test_a_sheet_has_a_number_of_its_own(town: Town, number: int) -> None:
    with pytest.raises(InvalidInput, match="number that stands on the sheet"):
        make_sheet(town.asked, by=town.officer, number=number)


def test_a_correction_counts_in_the_place_of_the_earlier_entry_and_says_why(town: Town) -> None:
    first = make_sheet(town.asked, 0, by=town.officer, number=7)
    made = correct_sheet(
        actor=town.clerk, reply_id=first.pk, sheet=Sheet(0, today(), given(town.asked, 1)), reason=WHY
    )
    assert (made.sheet, made.corrects_id, made.reason) == (7, first.pk, WHY)
    summary = summary_of(town.asked.item.communication_id, town.asked.revision)
    assert summary.replies == 1
    assert [line.many for line in summary.tallies[0].lines] == [0, 1]
    assert SurveyReply.objects.get(pk=first.pk).answers == first.answers
    assert Snapshot.objects.filter(status="survey_sheet_corrected", text=WHY).exists()
    with pytest.raises(Refusal, match="corrected this entry already"):
        correct_sheet(
            actor=town.clerk, reply_id=first.pk, sheet=Sheet(0, today(), given(town.asked, 1)), reason=WHY
        )


def test_a_correction_needs_a_reason(town: Town) -> None:
    first = make_sheet(town.asked, by=town.officer)
    with pytest.raises(InvalidInput, match="why the earlier entry was wrong"):
        correct_sheet(
            actor=town.clerk, reply_id=first.pk, sheet=Sheet(0, today(), given(town.asked, 1)), reason=" "
        )


def test_members_enter_nothing_and_another_council_has_no_such_survey(town: Town) -> None:
    with pytest.raises(NotYours):
        make_sheet(town.asked, by=town.councillor)
    stranger = make_person(council=make_council(), role="clerk")
    with pytest.raises(Refusal, match="no such survey"):
        make_sheet(town.asked, by=stranger)
    with pytest.raises(Refusal, match="no such survey"):
        close_survey(actor=stranger, communication_id=town.asked.item.communication_id, reason=WHY)
    assert not Survey.objects.filter(council=stranger.council).exists()


def test_closing_early_is_for_good_and_its_reason_is_filed(town: Town) -> None:
    key = town.asked.item.communication_id
    close_survey(actor=town.officer, communication_id=key, reason=WHY)
    assert again(town.asked).taking is Taking.CLOSED
    assert Snapshot.objects.filter(status="survey_closed", text=WHY, communication_id=key).exists()
    with pytest.raises(Refusal, match="This survey is closed"):
        close_survey(actor=town.clerk, communication_id=key, reason=WHY)
    assert make_sheet(again(town.asked), by=town.officer).sheet == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_enter_one_sheet_one_does() -> None:
    town = an_open_survey()
    answers = at_once(
        lambda: make_sheet(town.asked, by=town.officer, number=3),
        lambda: make_sheet(town.asked, by=town.clerk, number=3),
    )
    assert sorted(type(one).__name__ for one in answers) == ["Refusal", "SurveyReply"]
    assert SurveyReply.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_correct_one_sheet_one_does() -> None:
    town = an_open_survey()
    first = make_sheet(town.asked, by=town.officer)
    sheet = Sheet(0, today(), given(town.asked, 1))
    answers = at_once(
        lambda: correct_sheet(actor=town.officer, reply_id=first.pk, sheet=sheet, reason=WHY),
        lambda: correct_sheet(actor=town.clerk, reply_id=first.pk, sheet=sheet, reason=WHY),
    )
    assert sorted(type(one).__name__ for one in answers) == ["Refusal", "SurveyReply"]
    assert SurveyReply.objects.count() == 2
