"""Checks that turn on what is going on: matters, interests, polls, mourning and the hour."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest

from policies.checks.base import Check
from policies.checks.confidential_matter import ConfidentialMatter
from policies.checks.declared_interest import DeclaredInterest
from policies.checks.election_candidate import ElectionCandidate
from policies.checks.election_quote import ElectionQuote
from policies.checks.holding_reply import HOLDING_REPLY
from policies.checks.sensitive_matter import SensitiveMatter
from policies.checks.timing import Timing
from policies.circumstances import CandidateNow, Circumstances, MatterNow, Member, PeriodNow
from policies.subjects import Subject, subject_of
from portal.drafts.content import normalise
from portal.drafts.kinds import KINDS
from tests.makers import content_for
from tests.policies.checks.contract import CheckContract, StatutoryContract

DEPOT = {"key": 7, "title": "Sale of the old depot", "aliases": ("old depot", "Depot Lane site")}


def _seen(body: str, kind: str = "notice", title: str = "News", **circumstances: Any) -> Subject:
    content = normalise(KINDS[kind], content_for(kind, title=title, body=f"<p>{body}</p>"))
    return subject_of(kind, content, circumstances=Circumstances(**circumstances))


def _matter(**changes: Any) -> MatterNow:
    return MatterNow(**{"confidential": True, "sensitive": False, **DEPOT, **changes})


RELEASED = _matter(
    confidential=False,
    decision_only=True,
    released="The council has agreed to sell the old depot. The money goes to the hall.",
)
TOUCHES = [
    "Offers for the old depot are being considered.",
    "We expect news of the OLD DEPOT soon.",
    "The old\u00a0depot may become flats.",
    "Traffic near the Depot Lane site will grow.",
    "Ask about the old-depot, please.",
    "The sale of the old depot was discussed.",
    "What will become of the old depot?",
    "(old depot)",
]
LEAVES = [
    "The bus depot in Ashby is being repainted.",
    "An old depository of books was found.",
    "The depot is old.",
    "Depot Lane is closed on Monday.",
    "The threshold depot fee is unchanged.",
    "Old people meet at the depot café.",
    "The site of the fair has moved.",
    "Sale of plants on the green.",
]


class TestConfidentialMatter(StatutoryContract):
    check: ClassVar[Check] = ConfidentialMatter()

    @pytest.mark.parametrize("body", TOUCHES)
    def test_what_touches_a_confidential_matter_is_found_in_its_place(self, body: str) -> None:
        seen = _seen(body, matters=(_matter(),))

        (hit,) = self.hits(seen)

        found = " ".join(seen.fields["body"][hit.start : hit.end].replace("-", " ").split()).casefold()
        assert found in {"old depot", "depot lane site", "sale of the old depot"}
        assert "“Sale of the old depot” is confidential" in hit.message

    @pytest.mark.parametrize("body", LEAVES)
    def test_what_only_shares_words_with_it_is_left_alone(self, body: str) -> None:
        assert self.hits(_seen(body, matters=(_matter(),))) == []

    def test_an_openly_minuted_matter_is_free(self) -> None:
        assert self.hits(_seen(TOUCHES[0], matters=(_matter(confidential=False),))) == []

    def test_the_clerks_word_that_it_is_not_this_matter_holds(self) -> None:
        assert self.hits(_seen(TOUCHES[0], matters=(_matter(linked=False),))) == []

    def test_an_item_that_was_linked_is_found_without_its_words(self) -> None:
        (hit,) = self.hits(_seen("Nothing to see.", title="News", matters=(_matter(linked=True),)))

        assert (hit.field, hit.start, hit.end) == ("title", 0, 4)

    def test_to_somebody_without_access_the_matter_stays_unnamed(self) -> None:
        (hit,) = self.hits(_seen("The Depot Lane site.", matters=(_matter(visible=False),)))

        assert hit.message == "This touches a matter that is confidential."

    def test_of_a_decision_taken_in_closed_session_only_the_decision_is_free(self) -> None:
        (hit,) = self.hits(_seen(TOUCHES[0], matters=(_matter(confidential=False, decision_only=True),)))

        assert hit.message.startswith("Of “Sale of the old depot” only the decision itself was released")

    def test_whoever_may_not_know_it_reads_no_name_of_a_matter_whose_decision_was_released(self) -> None:
        unknown = _matter(confidential=False, decision_only=True, visible=False)

        (hit,) = self.hits(_seen(TOUCHES[0], matters=(unknown,)))

        assert hit.message.startswith("Of this matter only the decision itself was released")
        assert "depot" not in (hit.message + hit.remedy).casefold()

    @pytest.mark.parametrize(
        "body",
        [
            "The council has agreed to sell the old depot.",
            "The Council has agreed to sell the Old\u00a0Depot!",
            "The fair is on Friday. The council has agreed to sell the old depot. Bring a chair.",
            "The council has agreed to sell the old depot. The money goes to the hall.",
            "The money goes to the hall.</p><p>The council has agreed to sell the old depot",
        ],
    )
    def test_the_sentences_that_were_released_may_be_said(self, body: str) -> None:
        assert self.hits(_seen(body, matters=(RELEASED,))) == []
        assert self.hits(_seen(body, title="Old depot", matters=(RELEASED,))) == []

    @pytest.mark.parametrize(
        ("body", "found"),
        [
            ("The council has not agreed to sell the old depot.", "old depot"),
            ("The council has agreed to sell the old depot for £300,000.", "old depot"),
            ("After a row the council has agreed to sell the old depot.", "old depot"),
            ("Agreed to sell the old depot.", "old depot"),
            ("The Depot Lane site is sold.", "Depot Lane site"),
            ("The council has agreed to sell the old depot. It fetched a lot.", "It fetched a lot."),
            ("The council has agreed to sell the old depot.</p><p>They paid well.", "They paid well."),
            (
                "The council has agreed to sell the old depot. The money goes to the hall. Mr X bid £3.",
                "Mr X bid £3.",
            ),
        ],
    )
    def test_anything_more_of_it_is_stopped(self, body: str, found: str) -> None:
        seen = _seen(body, matters=(RELEASED,))

        assert [seen.fields[hit.field][hit.start : hit.end] for hit in self.hits(seen)] == [found]

    def test_a_name_that_was_not_released_is_no_heading(self) -> None:
        body = "The council has agreed to sell the old depot."

        assert len(self.hits(_seen(body, title="Depot Lane site", matters=(RELEASED,)))) == 1


class TestSensitiveMatter(StatutoryContract):
    check: ClassVar[Check] = SensitiveMatter()

    @pytest.mark.parametrize("body", TOUCHES)
    def test_a_member_is_stopped_and_offered_the_holding_reply(self, body: str) -> None:
        (hit,) = self.hits(_seen(body, matters=(_matter(confidential=False, sensitive=True),)))

        assert HOLDING_REPLY in hit.remedy

    @pytest.mark.parametrize(
        ("visible", "said"),
        [(True, "Ask Mrs Example, please."), (False, HOLDING_REPLY)],
        ids=["knows", "does not"],
    )
    def test_the_clerks_own_reply_is_for_those_who_may_know_of_the_matter(
        self, visible: bool, said: str
    ) -> None:
        flagged = _matter(
            confidential=False, sensitive=True, visible=visible, holding_reply="Ask Mrs Example, please."
        )

        (hit,) = self.hits(_seen("The Depot Lane site.", matters=(flagged,)))

        assert hit.remedy.endswith(f"“{said}”")

    @pytest.mark.parametrize("role", ["clerk", "officer"])
    def test_the_clerks_office_may_speak(self, role: str) -> None:
        flagged = (_matter(confidential=False, sensitive=True),)

        assert self.hits(_seen(TOUCHES[0], matters=flagged, author_role=role)) == []

    @pytest.mark.parametrize("role", ["chair", "deputy", "councillor", "volunteer", "partner"])
    def test_nobody_else_may_not_even_the_chairman(self, role: str) -> None:
        flagged = (_matter(confidential=False, sensitive=True),)

        assert len(self.hits(_seen(TOUCHES[0], matters=flagged, author_role=role))) == 1

    @pytest.mark.parametrize("body", LEAVES)
    def test_what_only_shares_words_with_it_is_left_alone(self, body: str) -> None:
        assert self.hits(_seen(body, matters=(_matter(sensitive=True),))) == []

    def test_the_flags_own_holding_reply_is_the_one_offered(self) -> None:
        (hit,) = self.hits(
            _seen(TOUCHES[0], matters=(_matter(sensitive=True, holding_reply="Please ask the office."),))
        )

        assert "“Please ask the office.”" in hit.remedy


class TestDeclaredInterest(StatutoryContract):
    check: ClassVar[Check] = DeclaredInterest()

    @pytest.mark.parametrize("body", TOUCHES)
    def test_who_declared_an_interest_is_stopped(self, body: str) -> None:
        (hit,) = self.hits(_seen(body, matters=(_matter(confidential=False, interested=True),)))

        assert hit.message.startswith(
            "Somebody who wrote this declared an interest in “Sale of the old depot”"
        )

    @pytest.mark.parametrize("body", LEAVES)
    def test_what_only_shares_words_with_it_is_left_alone(self, body: str) -> None:
        assert self.hits(_seen(body, matters=(_matter(interested=True),))) == []

    def test_an_interest_in_one_matter_does_not_touch_another(self) -> None:
        other = _matter(key=8, title="New play area", aliases=("play area",), interested=True)

        assert self.hits(_seen(TOUCHES[0], matters=(_matter(confidential=False), other))) == []


POLL = PeriodNow(
    key=1,
    kind="parish_election",
    title="town election on 6 May 2027",
    candidates=(
        CandidateNow("Rosalind Fernleigh", "Independent"),
        CandidateNow("Tom Ash"),
        CandidateNow("Bea Marsh"),
    ),
    authorised=("Clerk Example",),
)


class TestElectionCandidate(StatutoryContract):
    check: ClassVar[Check] = ElectionCandidate()
    parameters: ClassVar[dict[str, Any]] = {"listing": ["notice"]}

    @pytest.mark.parametrize(
        "body",
        [
            "Rosalind Fernleigh opened the fair.",
            "ROSALIND FERNLEIGH thanked all.",
            "Cllr Fernleigh cut the ribbon.",
            "Councillor Ash planted a tree.",
            "Mr Ash spoke.",
            "Thanks to Tom Ash and helpers.",
            "Mrs Marsh won.",
            "A word from Bea Marsh:",
        ],
    )
    def test_a_candidate_is_found_by_name_or_by_style(self, body: str) -> None:
        members = (Member("Rosalind Fernleigh"), Member("Tom Ash"), Member("Bea Marsh"))

        (hit,) = self.hits(_seen(body, kind="press_release", running=(POLL,), members=members))

        assert "stands in the town election on 6 May 2027" in hit.message

    @pytest.mark.parametrize(
        "body",
        [
            "The ash tree in Marsh Lane was felled.",
            "Fernleigh Road is closed.",
            "Rosalind opened the fair.",
            "Tom Ashby spoke.",
            "Councillor Green spoke.",
            "Marsh marigolds are out.",
            "Ash Wednesday service.",
            "Bea and Tom ran.",
        ],
    )
    def test_a_name_that_is_nobodys_who_stands_is_left_alone(self, body: str) -> None:
        assert self.hits(_seen(body, kind="press_release", running=(POLL,))) == []

    @pytest.mark.parametrize(
        ("body", "found"),
        [
            ("John Smith opened the fete.", ["John Smith"]),
            ("John A. Smith and Jack Smith.", ["John A. Smith", "Jack Smith"]),
            ("J. A. Smith, John Arthur SMITH.", ["J. A. Smith", "John Arthur SMITH"]),
            ("Mary O'Neil, Mary Ann O’Neil.", ["Mary O'Neil", "Mary Ann O’Neil"]),
            ("Anna de Souza-Hart judged the pies.", ["Anna de Souza-Hart"]),
            ("Tom Brown ran.", ["Tom Brown"]),
            ("Thanks to Brown Thomas.", []),
            ("John Smith came. Mr Smith sang.", ["John Smith", "Mr Smith"]),
            ("Cllr Smith and Mr Smith spoke.", []),
            ("Mr Brown the shopkeeper in Kent.", []),
            ("Dear Mr Smith, the drain is clear.", []),
            ("John Brown and Mary Smith.", []),
        ],
    )
    def test_candidates_are_found_as_texts_name_them(self, body: str, found: list[str]) -> None:
        assert self._found(body) == found

    def test_a_style_is_enough_for_a_member_who_stands_and_for_nobody_of_their_surname(self) -> None:
        members = (Member("John Smith"), Member("Tom Brown"))

        assert self._found("Cllr Smith met Mr Brown.", members) == ["Cllr Smith", "Mr Brown"]
        assert self._found("Dear Mr Smith, the drain is clear.", members) == []
        assert self._found("Mr Brown the shopkeeper in Kent.", members) == []
        assert self._found("Mr Brown, the council’s chairman.", members) == ["Mr Brown"]

    def _found(self, body: str, members: tuple[Member, ...] = ()) -> list[str]:
        names = ("John Arthur Smith", "O'NEIL Mary Ann", "de Souza-Hart Anna", "Thomas Brown")
        poll = replace(POLL, candidates=tuple(map(CandidateNow, names)))
        seen = _seen(body, kind="press_release", running=(poll,), members=members)
        return [seen.fields[hit.field][hit.start : hit.end] for hit in self.hits(seen)]

    def test_a_plain_list_of_all_who_stand_is_a_statutory_notice(self) -> None:
        body = "Candidates: Rosalind Fernleigh, Tom Ash, Bea Marsh."

        assert self.hits(_seen(body, running=(POLL,))) == []
        assert len(self.hits(_seen("Rosalind Fernleigh opened the fair.", running=(POLL,)))) == 1

    def test_without_a_poll_names_are_free(self) -> None:
        mourning = PeriodNow(key=2, kind="mourning", title="national mourning", candidates=POLL.candidates)

        assert self.hits(_seen("Tom Ash spoke.", kind="press_release")) == []
        assert self.hits(_seen("Tom Ash spoke.", kind="press_release", running=(mourning,))) == []


class TestElectionQuote(StatutoryContract):
    check: ClassVar[Check] = ElectionQuote()

    def _quoting(self, *speakers: str, running: tuple[PeriodNow, ...] = (POLL,)) -> Subject:
        quotes = [{"speaker": name, "office": "Office", "words": f"Words of {name}."} for name in speakers]
        content = normalise(KINDS["press_release"], content_for("press_release", quotes=quotes))
        return subject_of("press_release", content, circumstances=Circumstances(running=running))

    @pytest.mark.parametrize(
        "name",
        [
            "Rosalind Fernleigh",
            "Tom Ash",
            "A. Mayor",
            "Deputy Example",
            "Jo O'Neill",
            "X",
            "Ann-Marie Ray",
            "É. Dû",
        ],
    )
    def test_whoever_is_not_authorised_is_not_quoted(self, name: str) -> None:
        seen = self._quoting(name)

        (hit,) = self.hits(seen)

        assert hit.message == f"{name} is quoted in the period before the town election on 6 May 2027."
        assert hit.field == "quotes"

    @pytest.mark.parametrize(
        "name",
        [
            "Clerk Example",
            "clerk example",
            " Clerk Example ",
            "CLERK EXAMPLE",
            "Clerk EXAMPLE",
            "Clerk  Example",
            "Clerk\u00a0Example",
            "Clerk Example\t",
        ],
    )
    def test_an_authorised_officer_is(self, name: str) -> None:
        assert self.hits(self._quoting(name)) == []

    def test_without_a_poll_anybody_is_quoted(self) -> None:
        assert self.hits(self._quoting("Tom Ash", running=())) == []

    def test_of_two_periods_an_officer_must_be_authorised_for_both(self) -> None:
        other = PeriodNow(key=3, kind="parliament", title="general election", authorised=("Deputy Clerk",))

        assert len(self.hits(self._quoting("Clerk Example", running=(POLL, other)))) == 1


JUBILEE = PeriodNow(key=1, kind="celebration", title="the Jubilee")


class TestTiming(CheckContract):
    check: ClassVar[Check] = Timing()

    @pytest.mark.parametrize(
        ("hour", "minute", "found"),
        [(6, 59, 1), (7, 0, 0), (12, 0, 0), (20, 59, 0), (21, 0, 1), (23, 30, 1), (0, 0, 1), (3, 15, 1)],
    )
    def test_an_odd_hour_is_advised_on_in_winter_time(self, hour: int, minute: int, found: int) -> None:
        moment = datetime(2026, 11, 24, hour, minute, tzinfo=UTC)

        assert len(self.hits(_seen("News.", goes_at=moment))) == found

    def test_the_hour_is_the_readers_hour_in_summer(self) -> None:
        moment = datetime(2026, 7, 1, 20, 30, tzinfo=UTC)

        (hit,) = self.hits(_seen("News.", goes_at=moment))

        assert hit.message.startswith("It would go out at 21:30")

    @pytest.mark.parametrize(
        "body",
        [
            "News.",
            "The fair opens on Saturday at 10 am.",
            "The planning committee meets on 12 May.",
            "New swings are in Mill Meadow.",
            "The library closes for good.",
            "Come and dance on the green!",
            "Mill Lane is closed for the parade.",
            "Residents are asked for their views on the budget.",
        ],
    )
    def test_in_days_of_mourning_every_item_is_thought_over(self, body: str) -> None:
        mourning = PeriodNow(key=1, kind="mourning", title="the mourning for the Queen")

        (hit,) = self.hits(_seen(body, running=(mourning,)))

        assert hit.message == "There is mourning: the mourning for the Queen."

    @pytest.mark.parametrize(
        ("body", "words"),
        [
            ("The library closes for good on Friday.", "closes for good"),
            ("Two posts are made redundant.", "redundant"),
            ("The precept will rise by 9 per cent.", "precept will rise"),
            ("A rise in the rents was agreed.", "rise in the rents"),
            ("A walker was killed on Mill Lane.", "killed"),
            ("We are sorry to tell you that the shelter must go.", "sorry to tell"),
            ("The council prosecuted a shopkeeper.", "prosecuted"),
            ("The chairman has resigned.", "resigned"),
            ("Funding for the playgroup ends: the council cuts the grant.", "cuts the grant"),
            ("The old school is to be demolished.", "demolished"),
        ],
    )
    def test_in_days_of_celebration_bad_news_may_wait(self, body: str, words: str) -> None:
        seen = _seen(body, running=(JUBILEE,))

        (hit,) = self.hits(seen)

        assert seen.fields[hit.field][hit.start : hit.end] == words
        assert hit.message == f"There is a celebration: the Jubilee. “{words}” is no news for it."
        assert self.hits(_seen(body)) == []

    @pytest.mark.parametrize(
        "body",
        [
            "News.",
            "The fair opens on Saturday at 10 am.",
            "The planning committee meets on 12 May.",
            "New swings are in Mill Meadow.",
            "Mill Lane is closed on Saturday for the parade.",
            "The library is closed on the bank holiday.",
            "The beacon is lit at 9 pm; the pool opens late.",
            "Residents are asked for their views on the budget.",
            "The charges for hiring the hall stay as they are.",
        ],
    )
    def test_what_is_no_bad_news_goes_out_among_the_celebrations(self, body: str) -> None:
        assert self.hits(_seen(body, running=(JUBILEE,))) == []

    @pytest.mark.parametrize(
        "parameters", [{"from": "soon"}, {"from": "22:00"}, {"until": "06:00"}, {"to": "9"}]
    )
    def test_hours_that_cannot_be_are_refused(self, parameters: dict[str, str]) -> None:
        with pytest.raises(ValueError, match=r"\w"):
            self.check.read(parameters)
