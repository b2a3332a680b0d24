"""A rule is tried once for each way that its check can tell apart, and nothing is lost by that."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies.checks.base import A_LIST_OF_KINDS, EVERYTHING, Check
from policies.circumstances import (
    ApprovedQuote,
    CandidateNow,
    ChannelState,
    Circumstances,
    Earlier,
    EnteredBasis,
    Envelope,
    MatterNow,
    Member,
    PeriodNow,
)
from policies.evaluate import Rule, Severity, all_checks
from policies.language.fingerprint import fingerprint
from policies.subjects import Subject
from policies.trying import Tried, try_out
from portal.drafts.kinds import KINDS, Kind
from tests.corpus.judging import drafts

MOMENT = datetime(2026, 11, 4, 3, tzinfo=UTC)
CHANNELS = {"mastodon": "Mastodon", "newsroom": "The newsroom", "magazine": "The magazine"}
NEEDED: dict[str, dict[str, Any]] = {"accessibility": {"grade": 1}}
"""Parameters without which a check finds little in a short text."""
PROVOKING = (
    "Vote Labour on Thursday. Cllr Jane Marsh has worked tirelessly for the bypass.",
    "We, the council, will resurface Mill Lane. I think that the council is wrong.",
    "Write to parishclerk@gmail.com or see our new Snapchat account for the council.",
    "Dear Editor,\nI think the council should act.\nYours, Cllr Jane Marsh",
    "The Clerk said: I believe the bypass is the right choice. In my opinion it must be built.",
    "NOTICE OF VACANCY. PLEASE READ THIS NOW!!! COME AND SEE US ALL TODAY",
    "Read the full story on our website… " + "word " * 120,
    "Mr Dunn of Dunn Builders stole £400 from the fair. You are an idiot.",
    "Ellie, 9, of Mill Lane Primary, lives alone. Ring 07700 900123 or AB12 3CD.",
    "The sale of the old depot to Fernleigh Homes; Bramley Farm Shop is best. Visit our shop, 20% off.",
    "As we said before, this is our answer. Please click here: http://bit.ly/abc.",
    "To: a@b.example, c@d.example\nStrictly confidential: internal paper.\nPlease reply to all.",
    "Dated [date], from our Town Hall by Sue Bell, Assistant Clerk. ☃ The council’s logo may be used by all.",
    "https://www.facebook.com/ptc/posts/12 We have answered this.",
)


def texts() -> list[str]:
    return [*PROVOKING, *(draft["text"] for draft in drafts() if len(draft["text"]) < 900)]


EARLIER = Earlier("PTC-1", "The bypass", fingerprint(PROVOKING[1]), MOMENT)
KNOWN = Circumstances(
    official_addresses=frozenset({"clerk@ptc.example"}),
    members=(Member("Jane Marsh", "Labour", ("Bramley Farm Shop",)),),
    officers=("Sue Bell",),
    businesses=("Bramley Farm Shop",),
    controversies=("bypass",),
    at=MOMENT,
    bases=(EnteredBasis("meeting", 1, "34/26", "Depot", "Full council", MOMENT.date()),),
    quotes_kept=True,
    approved_quotes=(ApprovedQuote("I believe the bypass is right", "Sue Bell"),),
    insiders=frozenset({"clerk@ptc.example"}),
)
"""What is always known; the rest is drawn."""
CLOSED = {"mastodon": ChannelState.CLOSED, "facebook": ChannelState.MISSING}


@st.composite
def periods(draw: st.DrawFn) -> tuple[PeriodNow, ...]:
    """Draw what runs: a poll, of a ward or of all, and mourning."""
    poll = PeriodNow(
        1,
        "parish_election",
        "parish poll",
        draw(st.sampled_from(["", "Mill"])),
        candidates=(CandidateNow("Jane Marsh"), CandidateNow("Peter Dunn")),
        closed_channels=draw(st.sampled_from([(), ("mastodon",)])),
    )
    return tuple(one for one in (poll, PeriodNow(2, "mourning", "the mourning")) if draw(st.booleans()))


@st.composite
def matters(draw: st.DrawFn) -> tuple[MatterNow, ...]:
    """Draw how a matter stands to the writer and the reader."""
    may = st.booleans()
    return (
        MatterNow(
            1,
            "Sale of the old depot",
            ("Old Depot",),
            confidential=draw(may),
            sensitive=draw(may),
            visible=draw(may),
            interested=draw(may),
            party="Fernleigh Homes",
            linked=draw(st.sampled_from([None, True, False])),
        ),
    )


@st.composite
def circumstances(draw: st.DrawFn) -> Circumstances:
    """Draw what may be known around a text, the writer's own part in it included."""
    may, running = st.booleans(), draw(periods())
    return replace(
        KNOWN,
        council=draw(st.sampled_from(["", "Prudhoe Town Council"])),
        author=draw(st.sampled_from(["", "Jane Marsh", "Sue Bell"])),
        author_role=draw(st.sampled_from(["clerk", "officer", "chairman"])),
        periods=frozenset(period.kind for period in running),
        running=running,
        limits=draw(st.sampled_from([{}, {"mastodon": 40, "magazine": 12}])),
        full_story=draw(st.sampled_from(["", "The whole story"])),
        goes_at=draw(st.sampled_from([None, MOMENT])),
        matters=draw(matters()),
        earlier=(EARLIER,) if draw(may) else (),
        answered=draw(st.sampled_from(["", "4 November"])),
        permissions_kept=draw(may),
        channels=draw(st.sampled_from([{}, CLOSED])),
        envelope=draw(st.sampled_from([None, Envelope(to=("a@b.example",), internal=True)])),
        press=draw(st.sampled_from([0, 40])),
        logo=draw(st.sampled_from([None, True, False])),
        letterhead=draw(may),
        headed=draw(may),
    )


def rule_for(check: Check, **changes: Any) -> Rule:
    given_to_it = NEEDED.get(check.id, {})
    return Rule(check.id, Severity.ANSWER, "1", "A clause.", given_to_it, policy="P", version=1, **changes)


def in_every_way(rule: Rule, text: str, around: Circumstances) -> Tried:
    """Return what comes of judging every single way, as was done before checks said what they tell apart."""
    with pytest.MonkeyPatch.context() as patched:
        for check in all_checks():
            patched.setattr(type(check), "apart", EVERYTHING)
        return try_out(rule, text, around, CHANNELS)


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.id)
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(around=circumstances(), text=st.sampled_from(texts()), data=st.data())
def test_it_finds_and_says_what_judging_every_single_way_does(
    check: Check, around: Circumstances, text: str, data: st.DataObject
) -> None:
    kinds = data.draw(st.sampled_from([frozenset(), frozenset({"letter", "notice", "social_post"})]))
    capacities = data.draw(st.sampled_from([frozenset(), frozenset({"official", "personal"})]))
    rule = rule_for(check, kinds=kinds, capacities=capacities)

    assert try_out(rule, text, around, CHANNELS) == in_every_way(rule, text, around)


def test_the_samples_of_these_tests_provoke_most_checks() -> None:
    around = Circumstances(
        council="Prudhoe Town Council",
        at=MOMENT,
        goes_at=MOMENT,
        matters=(MatterNow(1, "Sale of the old depot", ("Old Depot",), True, True, interested=True),),
        running=(PeriodNow(1, "parish_election", "poll", candidates=(CandidateNow("Jane Marsh"),)),),
        periods=frozenset({"parish_election"}),
        controversies=("bypass",),
        channels={"mastodon": ChannelState.CLOSED},
        press=40,
    )
    silent = {
        check.id
        for check in all_checks()
        if not any(try_out(rule_for(check), text, around, CHANNELS).findings for text in texts())
    }

    assert silent == {
        "basis-stated",
        "basis-entered",
        "alternative-text",
        "purpose",
        "image-permission",
        "quote-unapproved",
        "consistency",
    }


class _Watched:
    """Says no to whoever asks for one of the names in ``unread``."""

    unread: frozenset[str] = frozenset()

    def __getattribute__(self, name: str) -> Any:
        if name in type(self).unread:
            raise AssertionError(f"it read {name}, and says that it does not")
        return super().__getattribute__(name)


class _Kind(_Watched, Kind):
    unread = frozenset({"slug", "label", "outputs", "private"})


class _Around(_Watched, Circumstances):
    unread = frozenset({"author", "author_role", "by_staff"})


class _Capacity(_Watched, Subject):
    unread = frozenset({"capacity"})


class _Channel(_Watched, Subject):
    unread = frozenset({"channel"})


class _Both(_Watched, Subject):
    unread = frozenset({"capacity", "channel"})


_GUARDED: dict[tuple[bool, bool], type[Subject]] = {
    (True, False): _Channel,
    (False, True): _Capacity,
    (False, False): _Both,
}


def guarded(check: Check, subject: Subject) -> Subject:
    """Return ``subject`` in such a form that ``check`` fails if it reads what it says it does not tell apart."""
    apart, kind, around = check.apart, subject.kind, subject.circumstances
    if check.apart.kinds == frozenset() and all(each.is_a != A_LIST_OF_KINDS for each in check.takes()):
        kind = _Kind(**{each.name: getattr(kind, each.name) for each in fields(Kind) if each.init})
    if not apart.writer:
        around = _Around(**{each.name: getattr(around, each.name) for each in fields(Circumstances)})
    shape = _GUARDED.get((apart.capacity, apart.channel), Subject)
    content = {} if not apart.capacity else subject.content
    return shape(kind, content, subject.fields, subject.channel, around)


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.id)
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(around=circumstances())
def test_a_check_reads_nothing_that_it_says_it_does_not_tell_apart(
    check: Check, around: Circumstances
) -> None:
    for kind in KINDS.values():
        for text in PROVOKING:
            subject = Subject(kind, {"capacity": "official"}, {kind.body: text}, "mastodon", around)

            assert list(check.run(guarded(check, subject), {})) == list(check.run(subject, {}))


class _Unsaid(Check):
    id, name, description = "unsaid", "Unsaid", "Says nothing of what it tells apart."

    def run(self, subject: Subject, parameters: Any) -> list[Any]:  # noqa: ARG002
        return []


def test_a_check_that_says_nothing_is_tried_in_every_way() -> None:
    assert _Unsaid.apart == EVERYTHING
    assert _Unsaid().kinds_apart({}) is None


def test_kinds_that_a_parameter_lists_are_told_apart() -> None:
    printed = next(check for check in all_checks() if check.id == "printable")

    assert printed.kinds_apart({}) == frozenset({"letter"})
    assert printed.kinds_apart({"kinds": ["leaflet", "notice"]}) == frozenset({"leaflet", "notice"})


def test_a_check_that_is_gone_is_said_to_be_gone_everywhere() -> None:
    rule = replace(rule_for(all_checks()[0]), check="gone")

    found = try_out(rule, "Anything.", Circumstances(), CHANNELS).findings

    assert [(finding.message, where) for finding, where in found] == [
        ("The check “gone” is not part of this installation.", "all of them")
    ]
