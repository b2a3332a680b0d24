"""What one ward keeps, a poll or mourning: it restrains what is about that ward, and whoever stands in it."""

from dataclasses import replace

import pytest

from policies.checks.election_controversy import ElectionControversy
from policies.checks.election_quote import ElectionQuote
from policies.checks.timing import Timing
from policies.circumstances import CandidateNow, Circumstances, PeriodNow
from policies.subjects import Subject, subject_of
from portal.drafts.content import normalise
from portal.drafts.kinds import KINDS
from tests.makers import content_for

WARD = PeriodNow(
    key=4,
    kind="parish_election",
    title="vacancy in Hazelbrook",
    ward="Hazelbrook ward",
    candidates=(CandidateNow("Tom Ash"),),
    authorised=("Clerk Example",),
)
TOWN = PeriodNow(key=5, kind="parliament", title="general election", authorised=("Clerk Example",))


def quoting(speaker: str, title: str, *running: PeriodNow) -> Subject:
    quotes = [{"speaker": speaker, "office": "Office", "words": "It is so."}]
    content = normalise(KINDS["press_release"], content_for("press_release", title=title, quotes=quotes))
    periods = frozenset(period.kind for period in running)
    return subject_of("press_release", content, circumstances=Circumstances(running=running, periods=periods))


@pytest.mark.parametrize(
    ("speaker", "title", "found"),
    [
        ("A. Mayor", "Market day", 0),
        ("Tom Ash", "Market day", 1),
        ("Cllr Ash", "Market day", 1),
        ("Mx Ash", "Market day", 1),
        ("Thomas Ash", "Market day", 1),
        ("Tommy Ash", "Market day", 1),
        ("Tina Ash", "Market day", 0),
        ("A. Mayor", "Thomas Ash and the market", 1),
        ("A. Mayor", "The mountain ash by the market", 0),
        ("A. Mayor", "Benches in Hazelbrook", 1),
        ("A. Mayor", "Before the by-election", 1),
        ("A. Mayor", "Tom Ash and the market", 1),
        ("Clerk Example", "Benches in Hazelbrook", 0),
    ],
)
def test_who_is_quoted_is_looked_at_in_what_is_about_the_ward_and_of_who_stands(
    speaker: str, title: str, found: int
) -> None:
    assert len(list(ElectionQuote().run(quoting(speaker, title, WARD), {}))) == found


@pytest.mark.parametrize("name", ["O’NEIL Mary Ann", "Mary Ann O’NEIL", "Mary O’Neil"])
@pytest.mark.parametrize("speaker", ["Mary O’Neil", "Councillor O'Neil", "Ms ONeil"])
def test_a_candidate_is_known_by_the_surname_however_the_notice_prints_it(name: str, speaker: str) -> None:
    ward = replace(WARD, candidates=(CandidateNow(name), CandidateNow("")))

    assert len(list(ElectionQuote().run(quoting(speaker, "Market day", ward), {}))) == 1
    assert list(ElectionQuote().run(quoting("Mr Mayor", "Market day", ward), {})) == []


def test_beside_a_poll_of_the_whole_area_everybody_is_restrained() -> None:
    (hit,) = ElectionQuote().run(quoting("A. Mayor", "Market day", WARD, TOWN), {})

    assert hit.message == "A. Mayor is quoted in the period before the general election."


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("The controversial bypass moves closer", False),
        ("The controversial bypass around Hazelbrook moves closer", True),
        ("The controversial bypass and Cllr Ash", True),
    ],
)
def test_what_is_disputed_is_looked_at_in_what_is_about_the_ward(title: str, found: bool) -> None:
    assert bool(list(ElectionControversy().run(quoting("", title, WARD), {}))) is found
    assert list(ElectionControversy().run(quoting("", title, WARD, TOWN), {}))


MOURNED = PeriodNow(key=6, kind="mourning", title="mourning for Alderman Reed", ward="Hazelbrook")


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Market day", False),
        ("New swings in Millside", False),
        ("Before the by-election", False),
        ("New swings in Hazelbrook", True),
        ("The #Hazelbrook fair", True),
        ("The Hazelbrookside walk", False),
        ("The mourning for Alderman Reed", True),
    ],
)
def test_mourning_in_one_ward_leaves_what_is_about_another_alone(title: str, found: bool) -> None:
    hits = [hit.message for hit in Timing().run(quoting("", title, MOURNED), {})]

    assert hits == (["There is mourning in Hazelbrook ward: mourning for Alderman Reed."] if found else [])
    assert len(list(Timing().run(quoting("", title, replace(MOURNED, ward="")), {}))) == 1


@pytest.mark.parametrize(
    ("title", "found"), [("Library closes for good", 0), ("Hazelbrook library closes for good", 1)]
)
def test_bad_news_spoils_the_celebration_of_its_own_ward_alone(title: str, found: int) -> None:
    fair = replace(MOURNED, kind="celebration", title="the charter fair")

    hits = [hit.message for hit in Timing().run(quoting("", title, fair), {})]

    assert (
        hits
        == [
            "There is a celebration in Hazelbrook ward: the charter fair. “closes for good” is no news for it."
        ]
        * found
    )
