"""Paper forms carry their numbers, each given out once, so that each that comes back is entered once."""

import pytest
from django.test import Client

from portal.channels.models import Survey
from portal.channels.surveys.entering import close_survey
from portal.channels.surveys.numbering import number_forms
from portal.channels.surveys.printing import form_pdf
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.channels.surveys.conftest import Town
from tests.makers import make_channels, make_council, make_person
from tests.makers.councils import sign_in
from tests.makers.surveys import make_sheet, make_survey
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db


def number(town: Town, many: int) -> tuple[int, int]:
    key = town.asked.item.communication_id
    return number_forms(actor=town.officer, communication_id=key, many=many)


def test_numbers_go_on_after_what_was_printed_and_what_was_entered_by_hand(town: Town) -> None:
    assert number(town, 3) == (1, 3)
    assert number(town, 1) == (4, 4)
    make_sheet(town.asked, 0, by=town.officer, number=9)
    assert number(town, 2) == (10, 11)
    assert Survey.objects.get().numbered == 11
    assert LedgerEntry.objects.filter(verb="survey_forms_numbered").count() == 3
    make_sheet(town.asked, 0, by=town.officer, number=10)
    with pytest.raises(Refusal, match="Sheet 10 was entered already"):
        make_sheet(town.asked, 1, by=town.officer, number=10)


@pytest.mark.parametrize("many", [0, -1, 201])
def test_too_many_or_none_are_refused(town: Town, many: int) -> None:
    with pytest.raises(InvalidInput, match="between 1 and 200"):
        number(town, many)


def test_who_enters_no_paper_numbers_none_and_a_closed_survey_has_no_more(town: Town) -> None:
    key = town.asked.item.communication_id
    with pytest.raises(NotYours):
        number_forms(actor=town.councillor, communication_id=key, many=1)
    stranger = make_person(council=make_council(), role="clerk")
    with pytest.raises(Refusal, match="no such survey"):
        number_forms(actor=stranger, communication_id=key, many=1)
    close_survey(actor=town.clerk, communication_id=key, reason="Enough.")
    with pytest.raises(Refusal):
        number(town, 1)
    assert Survey.objects.get().numbered == 0


def test_the_file_holds_a_form_for_each_number_that_was_given_out_and_no_other(town: Town) -> None:
    client: Client = sign_in(town.officer)
    sent = client.post(f"{town.desk}number/", {"many": "3"})
    assert (sent.status_code, sent.headers["Location"]) == (302, f"{town.desk}?first=1&last=3")
    assert "forms.pdf?first=1&amp;last=3" in client.get(sent.headers["Location"]).content.decode()
    answer = client.get(f"{town.desk}forms.pdf?first=1&last=3")
    assert answer.content.startswith(b"%PDF-1.7")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content == form_pdf(town.asked, [1, 2, 3])
    assert answer.content != form_pdf(town.asked)
    for query in ("first=1&last=4", "first=0&last=3", "first=3&last=2", "first=x&last=3", "last=99999999"):
        assert client.get(f"{town.desk}forms.pdf?{query}").status_code == 404
    html = client.get(town.desk).content.decode()
    assert "Numbers up to 3 are printed." in html


@pytest.mark.django_db(transaction=True)
def test_two_who_print_at_once_get_numbers_of_their_own() -> None:
    council = make_council()
    make_channels(council, "newsroom")
    clerk, officer = (make_person(council=council, role=role) for role in ("clerk", "officer"))
    key = make_survey(author=officer, clerk=clerk).item.communication_id
    made = at_once(
        lambda: number_forms(actor=clerk, communication_id=key, many=5),
        lambda: number_forms(actor=officer, communication_id=key, many=5),
    )
    assert sorted(made) == [(1, 5), (6, 10)]
