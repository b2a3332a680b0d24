"""What the checks of form find: trails, length, accessibility, links."""

from dataclasses import replace
from typing import Any, ClassVar

from policies.checks.accessibility import Accessibility
from policies.checks.base import Check
from policies.checks.full_story_link import FullStoryLink
from policies.checks.length import Length
from policies.checks.links import Links
from policies.checks.quoted_trail import QuotedTrail
from policies.subjects import Circumstances, ProbedLink
from tests.policies.checks.meaning import Example, MeaningContract, text_subject


class TestQuotedTrail(MeaningContract):
    check: ClassVar[Check] = QuotedTrail()
    context: ClassVar[dict[str, Any]] = {"kind": "letter"}
    found: ClassVar[list[Example]] = [
        "Thank you.\n\n-----Original Message-----\nFrom: Tom\nSent: Monday",
        "Please see below.\n\nFrom: Jane Marsh\nSent: 3 May 2026 10:11\nTo: Clerk\nSubject: Verges",
        "All agreed.\n\nOn 3 May 2026 at 10:11, Jane Marsh wrote:\n\nWe should mow.",
        "Yes.\n\nBegin forwarded message:\n\nHello",
        ("Yes, that is right.\n> When do you open?\n> And when do you close?", {"kind": "social_post"}),
        "Will do.\n\nSent from my iPhone",
        ("The verges will be cut.", {"title": "RE: FW: Verges"}),
        "Thanks.\n\nOn Tue, May 5, 2026 at 9:02 AM Tom Reed <tom@example.org> wrote:",
        "Noted.\n\n---------- Forwarded message ---------\nFrom: A",
    ]
    clean: ClassVar[list[Example]] = [
        "On 3 May the council wrote to the county about the verges.",
        "The office is open from: 9 am, to: 4 pm.",
        "Our original message was delivered on Monday.",
        "From Monday to Friday the library opens at 9 am.",
        ("The work will be done.", {"title": "Regarding your letter of 3 May"}),
        "Thank you for your letter dated 3 May, in which you wrote about dogs.",
        "Speeds > 30 mph were recorded on 12 days.",
        "The postcard sent from my grandfather's regiment is in the museum.",
    ]


LONG = "word " * 80


class TestLength(MeaningContract):
    check: ClassVar[Check] = Length()
    context: ClassVar[dict[str, Any]] = {"kind": "social_post", "channel": "bluesky"}
    found: ClassVar[list[Example]] = [
        "a" * 301,
        "e\u0301" * 301,
        ("a" * 281, {"channel": "x"}),
        ("🌳" * 141, {"channel": "x"}),
        ("a" * 501, {"channel": "mastodon"}),
        ("a" * 1001, {"channel": "mastodon", "around": Circumstances(limits={"mastodon": 1000})}),
        ("Short.", {"versions": {"bluesky": "b" * 301}}),
        ("字" * 141, {"channel": "x"}),
        ("a" * 301, {"length": "shorten"}),
        "👨‍👩‍👧" * 170,
    ]
    clean: ClassVar[list[Example]] = [
        "a" * 300,
        "e\u0301" * 300,
        "👨‍👩‍👧" * 100,
        ("a" * 280, {"channel": "x"}),
        ("a " * 400, {"length": "thread"}),
        ("a " * 400, {"channel": "mastodon", "length": "thread"}),
        ("a " * 400, {"channel": "x", "length": "thread"}),
        ("🌳" * 140, {"channel": "x"}),
        ("a" * 250 + " https://www.example.org/" + "b" * 200, {"channel": "x"}),
        ("a" * 501, {"channel": "mastodon", "around": Circumstances(limits={"mastodon": 1000})}),
        (LONG, {"channel": ""}),
        (LONG * 3, {"channel": "facebook"}),
        ("a" * 470 + " https://example.org/" + "b" * 200, {"channel": "mastodon"}),
    ]

    def test_the_span_begins_where_it_becomes_too_long(self) -> None:
        (hit,) = self.hits(text_subject("🌳" * 140 + "end", kind="social_post", channel="x"))

        assert (hit.start, hit.end, hit.message) == (
            140,
            143,
            "This is 283 characters long as X counts; the most is 280.",
        )


class TestAccessibility(MeaningContract):
    check: ClassVar[Check] = Accessibility()
    context: ClassVar[dict[str, Any]] = {"kind": "social_post"}
    found: ClassVar[list[Example]] = [
        "For the agenda click here: https://www.example.org/agenda",
        "Join us! #ottermouthchristmasfair",
        "Party time 🎉🎉🎉🎉🎉",
        "PLEASE DO NOT FEED THE DUCKS BREAD because it makes them ill.",
        (
            "The agenda.",
            {"kind": "web_page", "body": '<p>The agenda is <a href="https://www.example.org">here</a>.</p>'},
        ),
        "Day | Time | Place\nMonday | 9 am | Hall\nTuesday | 10 am | Hall",
        ("A view.", {"images": [{"media": "1", "sha256": "a", "alt": "IMG_0001.jpg"}]}),
        (
            (
                "Notwithstanding the aforementioned considerations, the responsible administrative "
                "authorities unanimously "
            )
            * 12,
            {"kind": "web_page"},
        ),
    ]
    clean: ClassVar[list[Example]] = [
        "Read the agenda for Monday's meeting: https://www.example.org/agenda",
        "Join us! #OttermouthChristmasFair #litter",
        "Party time 🎉",
        "BBC Radio Otter and the RNLI will attend.",
        (
            "The agenda.",
            {
                "kind": "web_page",
                "body": '<p>Read <a href="https://www.example.org">Monday\'s agenda</a>.</p>',
            },
        ),
        "The library is here to help.",
        ("A view.", {"images": [{"media": "1", "sha256": "a", "alt": "The pond in spring."}]}),
        ("The fair is on Saturday. It starts at noon. Bring your friends. " * 15, {"kind": "web_page"}),
        "Dogs on leads, please 🐕 🐑",
    ]


_STORY = "https://www.example.org/ptc/news/square-reopens-12/"
_SHORT = Circumstances(full_story=_STORY, full_story_at=(_STORY,))
_GONE = replace(_SHORT, full_story_ended="was withdrawn")
_SEEN = {"https://example.org/s": ProbedLink(200, _STORY)}


class TestFullStoryLink(MeaningContract):
    check: ClassVar[Check] = FullStoryLink()
    context: ClassVar[dict[str, Any]] = {"kind": "social_post", "link": ""}
    found: ClassVar[list[Example]] = [
        "Market Square reopens on Saturday. Read the full story on our website.",
        "The council has agreed its budget for next year…",
        "Budget agreed [more]",
        ("The square reopens.", {"around": Circumstances(full_story="Market Square reopens on Saturday")}),
        "New play area opens: full press release available.",
        "Extract from today's release: the pool stays open.",
        (
            "The square reopens on Saturday after six months of work on the paving and the drains.",
            {"versions": {"x": "Square reopens Saturday."}},
        ),
        "Continue reading for the details of the scheme",
        ("The square reopens.", {"around": _SHORT, "link": "https://www.example.org/elsewhere"}),
        ("The square reopens: https://www.example.org/ptc/news/square-reopens-13/", {"around": _SHORT}),
        ("The square reopens on Saturday.", {"around": _GONE, "link": _STORY}),
        (f"The square reopens on Saturday. All of it: {_STORY}", {"around": _GONE}),
        (
            "The pool stays open all winter.",
            {
                "around": replace(_SHORT, full_story_ended="was rejected"),
                "versions": {"x": f"Pool: {_STORY}"},
            },
        ),
    ]
    clean: ClassVar[list[Example]] = [
        "Read the full story: https://www.example.org/square",
        ("Read the full story on our website.", {"link": "https://www.example.org/square"}),
        "The office is closed on Monday.",
        "Bins are a day late this week.",
        ("Read the full story on our website.", {"kind": "notice"}),
        "The full agenda is on the noticeboard outside the Town Hall.",
        (
            "The square reopens.",
            {"around": Circumstances(full_story="Square"), "link": "https://www.example.org/s"},
        ),
        (
            "The square reopens on Saturday after six months of work.",
            {"versions": {"x": "Square reopens: www.example.org/s"}},
        ),
        ("The square reopens.", {"around": _SHORT, "link": _STORY}),
        ("The square reopens: example.org/ptc/news/notice-12", {"around": _SHORT}),
        ("The square reopens on Saturday, with music from the band.", {"around": _GONE}),
        (
            "The square reopens. The road closure: https://www.example.org/roads",
            {"around": _GONE, "link": "https://www.example.org/roads"},
        ),
        ("The square reopens.", {"around": replace(_GONE, full_story_at=()), "link": _STORY}),
        (
            "The square reopens.",
            {"around": replace(_SHORT, links=_SEEN), "link": "https://example.org/s"},
        ),
    ]


class TestLinks(MeaningContract):
    check: ClassVar[Check] = Links()
    context: ClassVar[dict[str, Any]] = {"kind": "social_post"}
    found: ClassVar[list[Example]] = [
        "See http://www.example.org/bins",
        "See https://bit.ly/3xYz",
        (
            "See https://www.example.org/gone",
            {"around": Circumstances(links={"https://www.example.org/gone": ProbedLink(404)})},
        ),
        "See https:/www.example.org",
        "See tinyurl.com/otter",
        ("Bins.", {"link": "http://www.example.org/bins"}),
        ("Bins.", {"kind": "web_page", "body": '<p>See <a href="http://www.example.org">the rota</a>.</p>'}),
        (
            "See https://www.example.org/slow",
            {"around": Circumstances(links={"https://www.example.org/slow": ProbedLink(0)})},
        ),
        "See https://https://www.example.org",
    ]
    clean: ClassVar[list[Example]] = [
        "See https://www.example.org/bins",
        "See www.example.org/bins",
        (
            "See https://www.example.org/here",
            {"around": Circumstances(links={"https://www.example.org/here": ProbedLink(200)})},
        ),
        "Email clerk@example.org",
        ("Bins.", {"link": "https://www.example.org/bins"}),
        ("Bins.", {"kind": "web_page", "body": '<p>See <a href="https://www.example.org">the rota</a>.</p>'}),
        "The bitly exhibition opens at 9.30 a.m.on Monday.",
        "The map is at https://www.example.gov.uk/maps?x=1&y=2#here.",
    ]
