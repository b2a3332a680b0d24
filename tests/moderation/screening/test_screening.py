"""The phases in their order, what each finds, and that no text is too bad to be read."""

import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.screening.hearing import Concern, Earlier, Ground, Heard, Note, Outcome, Screened
from moderation.screening.judging.choosing import small
from moderation.screening.material import Material
from moderation.screening.phases import PHASES
from moderation.screening.repeating import repeated
from moderation.screening.screening import screen, screen_all
from policies.language.fingerprint import Fingerprint, fingerprint

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
PLAIN = "The verge on Fallow Lane was cut on Tuesday and it looks tidy."
ASKS = [
    ("Please send me copies of the invoices for the pavilion roof.", Concern.INFORMATION_REQUEST),
    ("What data do you hold about me? Delete my details.", Concern.DATA_REQUEST),
    ("I wish to make a formal complaint about the clerk's reply.", Concern.COMPLAINT),
    ("The streetlight outside number 4 is broken again.", Concern.SERVICE_REQUEST),
    ("This is a shambles and a disgrace.", Concern.NEGATIVE),
    ("When is the next meeting of the council?", Concern.QUESTION),
    ("Dlaczego nie ma koszy na śmieci przy ulicy?", Concern.LANGUAGE),
    ("Her mobile is 07700 900123, ring Doreen at night.", Concern.PERSONAL_DATA),
]


def note(screened: Screened, concern: Concern) -> Note:
    (found,) = [each for each in screened.notes if each.concern is concern]
    return found


def words(text: str, spans: tuple[tuple[int, int], ...]) -> list[str]:
    return [text[start:end] for start, end in spans]


def earlier(text: str, author: str = "A resident", *, days: int = 1, same_thread: bool = True) -> Earlier:
    return Earlier(text, author, NOW - timedelta(days=days), same_thread)


SNIPPETS = st.one_of(
    st.sampled_from(
        ["you idiots.", "you'pathetic worms", "go!", "£20 a load", "they'cryptocurrency", "\n", "ok"]
    ),
    st.text(max_size=6),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(SNIPPETS, max_size=8).map(" ".join), max_size=9))
def test_comments_that_are_screened_together_are_screened_as_each_alone(texts: list[str]) -> None:
    heard = [Heard(text, at=NOW) for text in texts]

    assert screen_all(heard) == [screen(one) for one in heard]


def test_a_harmless_comment_passes_and_names_what_judged() -> None:
    screened = screen(Heard(PLAIN, at=NOW))

    assert (screened.outcome, screened.findings, screened.notes) == (Outcome.PASS, (), ())
    assert (screened.ended_by, screened.alert) == ("", False)
    assert screened.model != ""


def test_what_a_channel_holds_is_held_and_all_else_is_flagged() -> None:
    text = "You are all morons and I hope you rot."

    assert screen(Heard(text)).outcome is Outcome.FLAG
    assert screen(Heard(text, holds=frozenset({Ground.ABUSIVE}))).outcome is Outcome.HOLD
    assert screen(Heard(text, holds=frozenset({Ground.SEXUAL}))).outcome is Outcome.FLAG


def test_the_first_phase_that_ends_screening_decides() -> None:
    text = "You are all morons and I hope you rot."
    holds: frozenset[Ground | Concern] = frozenset({Ground.ABUSIVE, Concern.DUPLICATE})
    heard = Heard(text, "A resident", NOW, closed=True, holds=holds, earlier=(earlier(text),))

    screened = screen(heard)

    assert (screened.ended_by, screened.outcome, screened.findings) == ("duplicate", Outcome.HOLD, ())


def test_what_is_said_again_where_nothing_is_held_has_the_grounds_of_what_was_said_first() -> None:
    text = "You are all morons and I hope you rot."
    first = screen(Heard(text, "A resident", NOW))

    again = screen(Heard(text, "A resident", NOW, earlier=(earlier(text),)))

    assert (again.ended_by, again.outcome) == ("duplicate", Outcome.FLAG)
    assert again.concerns == {Concern.DUPLICATE} | first.concerns
    assert again.findings == first.findings
    assert again.grounds == {Ground.ABUSIVE}


@pytest.mark.parametrize("holds", [frozenset(), frozenset({Concern.DUPLICATE, Ground.ABUSIVE})])
@pytest.mark.parametrize(("text", "concern"), ASKS)
def test_who_says_it_again_still_asks_criticises_and_has_rights(
    text: str, concern: Concern, holds: frozenset[Ground | Concern]
) -> None:
    first = screen(Heard(text, "A resident", NOW))

    again = screen(Heard(text, "A resident", NOW, holds=holds, earlier=(earlier(text),)))

    assert again.ended_by == "duplicate"
    assert again.outcome is (Outcome.HOLD if holds else Outcome.FLAG)
    assert concern in again.concerns
    assert [each for each in again.notes if each.concern is not Concern.DUPLICATE] == list(first.notes)


def test_an_unknown_author_is_nobody_s_same() -> None:
    text = "When is the next meeting of the council?"
    before = (earlier(text, ""),)

    screened = screen(Heard(text, "", NOW, earlier=before))

    assert Concern.DUPLICATE not in screened.concerns
    assert (screened.ended_by, Concern.QUESTION in screened.concerns) == ("", True)
    assert "The same author" not in note(screened, Concern.REPEATED).said


def test_a_closed_channel_on_a_network_is_noted_and_neither_holds_nor_ends_nor_ranks() -> None:
    abuse = screen(Heard("You are all morons and I hope you rot.", channel_closed=True))
    plain = screen(Heard(PLAIN, at=NOW, channel_closed=True))
    again = screen(Heard(PLAIN, "A resident", NOW, channel_closed=True, earlier=(earlier(PLAIN),)))

    assert (abuse.grounds, abuse.outcome, abuse.ended_by) == (frozenset({Ground.ABUSIVE}), Outcome.FLAG, "")
    assert (plain.outcome, plain.concerns) == (Outcome.PASS, frozenset({Concern.CLOSED}))
    assert "no answer goes out" in note(plain, Concern.CLOSED).said
    assert again.concerns == {Concern.DUPLICATE, Concern.CLOSED}


@pytest.mark.parametrize("holds", [frozenset(), frozenset({Concern.DUPLICATE, Ground.ABUSIVE})])
@pytest.mark.parametrize(("text", "concern"), ASKS)
def test_what_comes_too_late_still_asks_criticises_and_has_rights(
    text: str, concern: Concern, holds: frozenset[Ground | Concern]
) -> None:
    first = screen(Heard(text, "A resident", NOW))

    late = screen(Heard(text, "A resident", NOW, closed=True, holds=holds))

    assert (late.ended_by, late.outcome) == ("closed", Outcome.HOLD)
    assert concern in late.concerns
    assert [each for each in late.notes if each.concern is not Concern.CLOSED] == list(first.notes)


@pytest.mark.parametrize("holds", [frozenset(), frozenset({Ground.ABUSIVE})])
def test_a_closed_item_holds_whatever_comes_with_the_grounds_of_its_words(
    holds: frozenset[Ground | Concern],
) -> None:
    text = "You are all morons and I hope you rot."
    screened = screen(Heard(text, closed=True, holds=holds))

    assert (screened.ended_by, screened.outcome) == ("closed", Outcome.HOLD)
    assert screened.findings == screen(Heard(text)).findings
    assert screened.grounds == {Ground.ABUSIVE}
    again = screen(Heard(text, "A resident", NOW, closed=True, earlier=(earlier(text),)))
    assert (again.ended_by, again.outcome) == ("duplicate", Outcome.HOLD)
    assert again.grounds == {Ground.ABUSIVE}
    plain = screen(Heard(PLAIN, at=NOW, closed=True))
    assert (plain.outcome, plain.findings) == (Outcome.HOLD, ())
    assert plain.concerns == {Concern.CLOSED}


def test_a_cry_for_help_alerts_also_where_screening_ends_early() -> None:
    text = "I don't want to be here any more. I've taken all my tablets."
    screened = screen(Heard(text, "A resident", NOW, closed=True, earlier=(earlier(text),)))

    assert screened.alert
    assert Concern.RISK_TO_LIFE in screened.concerns


@pytest.mark.parametrize(
    "text",
    [
        "Someone is going to get killed at that junction.",
        "These charges are killing the high street.",
        "I nearly killed myself tripping over that kerb.",
        "I could have died of embarrassment.",
        "Waiting for a child to be killed, are you?",
    ],
)
def test_a_way_of_speaking_of_death_raises_no_alert(text: str) -> None:
    assert not screen(Heard(text)).alert


@pytest.mark.parametrize(
    ("text", "concern"),
    [
        ("Please send me copies of the invoices for the pavilion roof.", Concern.INFORMATION_REQUEST),
        ("This is a request under the Freedom of Information Act.", Concern.INFORMATION_REQUEST),
        ("What data do you hold about me? Delete my details.", Concern.DATA_REQUEST),
        ("I wish to make a formal complaint about the clerk's reply.", Concern.COMPLAINT),
        ("The streetlight outside number 4 is broken again.", Concern.SERVICE_REQUEST),
        ("My husband hits me and I am scared to go home.", Concern.SAFEGUARDING),
        ("A man keeps following children home from the academy.", Concern.SAFEGUARDING),
        ("This is a shambles and a disgrace.", Concern.NEGATIVE),
        ("When is the next meeting of the council?", Concern.QUESTION),
        ("Who do they think they are?", Concern.RHETORICAL),
        ("Dlaczego nie ma koszy na śmieci przy ulicy?", Concern.LANGUAGE),
        ("আমাদের রাস্তার বাতি নষ্ট হয়ে গেছে", Concern.LANGUAGE),
        ("Earn £500 a day from home, whatsapp +44 7700 900123", Concern.SPAM),
        ("Her mobile is 07700 900123, ring Doreen at night.", Concern.PERSONAL_DATA),
    ],
)
def test_each_concern_is_noted(text: str, concern: Concern) -> None:
    found = note(screen(Heard(text)), concern)

    assert found.said.endswith(".")
    assert found.spans != ()


@pytest.mark.parametrize("concern", [Concern.NEGATIVE, Concern.QUESTION, Concern.LANGUAGE])
def test_tone_and_language_are_told_and_flag_nothing(concern: Concern) -> None:
    text = {
        Concern.NEGATIVE: "A shambles, a disgrace and a waste of money.",
        Concern.QUESTION: "When is bin day?",
        Concern.LANGUAGE: "Dlaczego nie ma koszy na śmieci przy ulicy?",
    }[concern]
    screened = screen(Heard(text))

    assert concern in screened.concerns
    assert screened.outcome is Outcome.PASS


def test_the_councils_own_telephone_is_nobodys_personal_data() -> None:
    text = "Ring Doreen on 07700 900123 at the hall."

    assert Concern.PERSONAL_DATA in screen(Heard(text)).concerns
    assert (
        Concern.PERSONAL_DATA not in screen(Heard(text, own_contacts=frozenset({"07700 900 123"}))).concerns
    )


def test_what_is_told_of_a_named_resident_is_personal_and_of_a_member_not() -> None:
    text = "Doreen Applegarth has dementia and lives alone."

    assert Concern.PERSONAL_DATA in screen(Heard(text)).concerns
    assert Concern.PERSONAL_DATA not in screen(Heard(text, names=frozenset({"Doreen Applegarth"}))).concerns


def test_links_are_noted_only_where_the_channel_takes_none() -> None:
    text = "See https://example.org/plan for the drawing."

    assert Concern.LINKS not in screen(Heard(text)).concerns
    found = note(screen(Heard(text, allows_links=False)), Concern.LINKS)
    assert words(text, found.spans) == ["https://example.org/plan"]


def test_nearly_the_same_by_others_within_a_week_is_a_campaign() -> None:
    text = "Please refuse the application for forty houses on the water meadow by the mill."
    others = tuple(earlier(text + " Thanks.", f"Resident {number}") for number in range(3))
    old = tuple(earlier(text, f"Resident {number}", days=30) for number in range(3))

    assert "3 comments" in note(screen(Heard(text, "Me", NOW, earlier=others)), Concern.REPEATED).said
    assert Concern.REPEATED not in screen(Heard(text, "Me", NOW, earlier=old)).concerns


def test_a_question_that_the_council_answered_is_noted() -> None:
    text = "When will the library car park reopen?"
    published = "The library car park will reopen on Monday after the resurfacing."

    assert Concern.ANSWERED in screen(Heard(text, published=published)).concerns
    assert Concern.ANSWERED not in screen(Heard(text, published="The fete is on Sunday.")).concerns


def test_findings_show_the_words_that_caused_them_in_the_text_as_it_was_given() -> None:
    text = "Read\u200b this: you m\u043er\u043en!"

    (finding,) = screen(Heard(text)).findings

    assert finding.ground is Ground.ABUSIVE
    assert words(text, finding.spans)[-1].endswith("m\u043er\u043en")


def test_the_phases_have_names_of_their_own() -> None:
    assert len({phase.name for phase in PHASES}) == len(PHASES)


HOSTILE = {
    "one letter": "a" * 200_000,
    "one insult": "moron " * 33_000,
    "spaces": " " * 200_000,
    "letters apart": "m o r o n " * 20_000,
    "zalgo": "m\u0336\u0310\u0327o\u0336r\u0310o\u0327n " * 20_000,
    "surrogates": "\ud83d \udc00 moron " * 20_000,
    "scripts": "<script>alert('x')</script>" * 7_000,
    "numbers": "07700 900123 " * 15_000,
    "quotes": "\"'" * 100_000,
    "mixed alphabets": "m\u043er\u043en" * 40_000,
    "dots": "m.o.r.o.n." * 20_000,
    "stars": "f*ck* " * 33_000,
    "one long word of runs": "aaabbb" * 33_000,
    "question marks": "?" * 200_000,
    "newlines": "\n" * 200_000,
    "signs for letters": "m0r0n$ " * 28_000,
    "nothing": "",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_is_too_long_or_too_broken(name: str) -> None:
    text = HOSTILE[name]
    began = time.process_time()

    screened = screen(Heard(text, at=NOW))

    assert time.process_time() - began < 30
    assert all(0 <= start < end <= len(text) for each in screened.findings for start, end in each.spans)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=600), st.booleans())
def test_spans_lie_in_the_text_in_order_and_apart(text: str, angry: bool) -> None:
    whole = f"{text} you moron {text}" if angry else text

    screened = screen(Heard(whole))

    for spans in [*(each.spans for each in screened.findings), *(each.spans for each in screened.notes)]:
        assert all(0 <= start < end <= len(whole) for start, end in spans)
        assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_long_comments_are_compared_by_their_beginning_so_that_a_hundred_cost_what_one_costs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Counted in signs and not in seconds, so that no machine is too slow for it."""
    read: list[int] = []

    def counted(text: str) -> Fingerprint:
        read.append(len(text))
        return fingerprint(text)

    monkeypatch.setattr("moderation.screening.repeating.fingerprint", counted)
    at = datetime(2026, 3, 2, tzinfo=UTC)
    long = "The bins were missed again in Mill Lane and nobody says when they come. " * 2_700
    before = tuple(Earlier(f"{number} {long}", "somebody", at, same_thread=True) for number in range(100))

    found = list(repeated(Material(Heard(text=long, author="jo", at=at, earlier=before), small())))

    assert [getattr(one, "concern", None) for one in found] == [Concern.REPEATED]
    assert (len(read), max(read)) == (101, 4_000)
