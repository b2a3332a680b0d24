"""What the checks find of copies: to whom, of whose works, of what was said before, and copies that differ."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest

from policies.checks.base import Check
from policies.checks.branding import Branding
from policies.checks.consistency import Consistency
from policies.checks.copyright import Copyright
from policies.checks.recipients import Recipients
from policies.checks.repeat import Repeat, threads_of
from policies.circumstances import Earlier, Envelope, ImagePermission, Member, PermissionState
from policies.language.fingerprint import fingerprint
from policies.subjects import Circumstances
from portal.drafts.kinds import KINDS
from tests.policies.checks.meaning import Example, MeaningContract, text_subject

OWN = frozenset({"clerk@ottermouth.example", "https://www.ottermouth.example"})
MANY = tuple(f"resident{number}@mail.example" for number in range(20))


def sent(**envelope: Any) -> dict[str, Any]:
    """Return the changes that make a message sent so."""
    insiders = frozenset({"jane@mail.example"})
    return {"around": Circumstances(official_addresses=OWN, insiders=insiders, envelope=Envelope(**envelope))}


WITH_MEMBERS = Circumstances(
    council="Ottermouth Town Council", members=(Member("Jane Marsh"),), officers=("Dee Marlow",)
)
TO_THE_PRESS = replace(WITH_MEMBERS, press=3)
LETTER_TO_MR_GROVE = {"kind": "letter", "around": WITH_MEMBERS, "addressee": "Mr Grove"}
KNOWN = Circumstances(official_addresses=OWN, insiders=frozenset({"jane@mail.example"}))
AT_A_FREE_ONE = Circumstances(official_addresses=frozenset({"PellworthPC@gmail.com"}))


class TestRecipients(MeaningContract):
    check: ClassVar[Check] = Recipients()
    context: ClassVar[dict[str, Any]] = {"kind": "letter", "around": KNOWN}
    found: ClassVar[list[Example]] = [
        ("The agenda is ready.", sent(to=MANY)),
        ("The agenda is ready.", sent(to=("a@mail.example",), cc=MANY)),
        ("Yes, that suits me.", sent(to=("jane@mail.example", "b@mail.example"), reply_all=True)),
        ("The figures.", sent(to=("jane@mail.example",), bcc=("friend@press.example",), internal=True)),
        ("Private and confidential.\n\nThe offers.", sent(cc=("agent@homes.example",))),
        "Councillors only.\n\nCc: agent@homes.example\n\nThe three offers are attached.",
        "To: jane@mail.example\nBcc: editor@press.example\n\nThis exempt report is not for publication.",
        "Dear all\n\nCc: " + "; ".join(MANY),
        "Please reply to all with the dates that suit you.",
        "Just hit Reply All and say yes.",
        ("For councillors' eyes only: the three offers.", LETTER_TO_MR_GROVE),
        ("Internal briefing on the lease.", {"kind": "press_release", "around": TO_THE_PRESS}),
        ("Councillors only.\n\nCc: stranger@gmail.com\n\nThe offers.", {"around": AT_A_FREE_ONE}),
        (
            "Councillors only.",
            {"around": replace(AT_A_FREE_ONE, envelope=Envelope(to=("Jo <jo@gmail.com>",)))},
        ),
    ]
    clean: ClassVar[list[Example]] = [
        ("The agenda is ready.", sent(to=("a@mail.example",), cc=("b@mail.example",))),
        ("The agenda is ready.", sent(to=("clerk@ottermouth.example",), bcc=MANY)),
        ("Yes.", sent(to=("jane@mail.example",), reply_all=True)),
        ("The figures.", sent(to=("jane@mail.example",), cc=("clerk@ottermouth.example",), internal=True)),
        "Councillors only.\n\nCc: jane@mail.example; clerk@ottermouth.example\n\nThe offers are attached.",
        "Please do not reply to all: answer the clerk alone.",
        "The clerk replied to all the letters within a week, and replies to all residents.",
        ("Private and confidential.\n\nCc: agent@homes.example", {"around": Circumstances()}),
        "The bowling green is for members only. Cc: the club's secretary.",
        ("Private and confidential. I am sorry about the error in your bill.", LETTER_TO_MR_GROVE),
        (
            "For councillors' eyes only: the three offers.",
            {**LETTER_TO_MR_GROVE, "addressee": "Cllr Jane Marsh"},
        ),
        ("For councillors' eyes only.", {"around": Circumstances(), "addressee": "Mr Grove"}),
        ("Councillors only.\n\nCc: pellworthpc@Gmail.com\n\nThe offers.", {"around": AT_A_FREE_ONE}),
        (
            "Councillors only.",
            {"around": replace(AT_A_FREE_ONE, envelope=Envelope(to=("The clerk <pellworthpc@gmail.com>",)))},
        ),
        ("Internal briefing on the lease.", {"kind": "social_post", "around": TO_THE_PRESS}),
        ("Internal briefing on the lease.", {"kind": "press_release", "around": WITH_MEMBERS}),
        "To: the residents of Mill Lane\n\nThe road is closed on Monday.",
    ]


@pytest.mark.parametrize(
    ("address", "said", "marked"),
    [
        ("jo@mail.example", "anjo@mail.example\njo@mail.example", (18, 33)),
        ("jo@mail.example", "an.jo@mail.example\nJo Example <jo@mail.example>", (31, 46)),
        ("jo@mail.example", "an+jo@mail.example\no'jo@mail.example; jo@mail.example", (38, 53)),
        ("jo@mail.example", "jo@mail.example.org\njo@mail.example-shop.org\njo@mail.example", (45, 60)),
        ("jo@mail.example", "anjo@mail.example\njo@mail.example.org", None),
        ("jo@mail.example", "Jo Example <jo@Mail.EXAMPLE>.", (12, 27)),
        ("jo@MAIL.example", "jo@mail.example", (0, 15)),
        ("jo@mail.example", "Jo@mail.example", None),
        ("jo@mail.example", "jo@mailXexample", None),
        ("Highways", "East Highways\nHighways depot\nHighways", (29, 37)),
        ("Highways", "East Highways\nHighways <roads@county.example>", None),
    ],
)
def test_a_finding_marks_the_whole_address_and_never_a_part_of_a_longer_one(
    address: str, said: str, marked: tuple[int, int] | None
) -> None:
    around = replace(WITH_MEMBERS, official_addresses=OWN, envelope=Envelope(cc=(address,), internal=True))
    subject = text_subject("The figures.", kind="letter", around=around)
    subject = replace(subject, fields={**subject.fields, "cc": said})

    (hit,) = Recipients().run(subject, {})

    at_head = ("title", 0, len(subject.fields["title"]))
    assert (hit.field, hit.start, hit.end) == (("cc", *marked) if marked else at_head)


class TestBranding(MeaningContract):
    check: ClassVar[Check] = Branding()
    context: ClassVar[dict[str, Any]] = {"kind": "social_post", "capacity": "personal"}
    found: ClassVar[list[Example]] = [
        "I have printed my flyer with the council logo in the corner.",
        ("I am writing to you on council letterhead to complain about my bins.", {"kind": "letter"}),
        (
            "My stall.",
            {"images": [{"media": "1", "sha256": "a", "alt": "My stall under the council's crest."}]},
        ),
        ("My view.", {"kind": "letter", "around": Circumstances(letterhead=True)}),
        ("My view.", {"around": Circumstances(logo=True)}),
        ("Feel free to use our logo on your posters.", {"capacity": "official"}),
        ("Anyone can download the council's crest for their shop window.", {"capacity": "official"}),
        ("Our logo with a Santa hat is ready for Christmas.", {"capacity": "official"}),
        (
            "Free trees for every garden. Ask for yours.",
            {
                "kind": "leaflet",
                "capacity": "official",
                "around": Circumstances(council="Ottermouth Town Council"),
            },
        ),
    ]
    clean: ClassVar[list[Example]] = [
        ("The council has chosen a new logo after a survey.", {"capacity": "official"}),
        "I think that the council's new logo is a waste of money.",
        ("The mayor's car carries the council's crest.", {"capacity": "official"}),
        ("Nobody may use the council's logo without the clerk's permission.", {"capacity": "official"}),
        ("Groups with a grant can display our logo as the guidelines say.", {"capacity": "official"}),
        ("My view.", {"kind": "letter"}),
        (
            "The clerk's view.",
            {"kind": "letter", "capacity": "official", "around": Circumstances(letterhead=True)},
        ),
        (
            "Free trees from Ottermouth Town Council. Ask for yours.",
            {
                "kind": "leaflet",
                "capacity": "official",
                "around": Circumstances(council="Ottermouth Town Council"),
            },
        ),
        (
            "Free trees for every garden.",
            {
                "kind": "leaflet",
                "capacity": "official",
                "around": Circumstances(council="Ottermouth Town Council", logo=True),
            },
        ),
        ("A stall.", {"images": [{"media": "1", "sha256": "a", "alt": "A stall with cakes."}]}),
    ]


LONG = "the river came up over the bank and into the lane before anybody had filled a single bag of sand " * 4
REGISTERED = {
    "kind": "social_post",
    "images": [{"media": "1", "sha256": "a", "alt": "The bench."}],
}


class TestCopyright(MeaningContract):
    check: ClassVar[Check] = Copyright()
    found: ClassVar[list[Example]] = [
        ("Happy Friday! https://giphy.com/gifs/dancing-otter-abc", {"kind": "social_post"}),
        ("Happy Friday!", {"kind": "social_post", "link": "https://media.tenor.com/abc/otter"}),
        ("So pleased https://files.example.org/party.gif", {"kind": "social_post"}),
        (
            "Words.",
            {"kind": "web_page", "body": '<p>Look at <a href="https://tenor.com/otter">this otter</a>.</p>'},
        ),
        "The picture was taken from Google.",
        "Photo: Pinterest. The fair is on Saturday.",
        "I found this picture online and thought it would suit the notice.",
        f"The Otter Gazette wrote: “{LONG}”",
        f"“{LONG * 3}”",
        "The piece below is copied from the Gazette.",
        "Here is the full article, as it stands behind the paywall.",
        ("The bench.", {**REGISTERED, "around": Circumstances(permissions_kept=True)}),
    ]
    clean: ClassVar[list[Example]] = [
        ("More photos are on Facebook: https://www.example.org/photos", {"kind": "social_post"}),
        "Photo: Clara Lowe, used with her permission.",
        "The picture is taken from Wikipedia under a Creative Commons licence.",
        "Do not use pictures copied from Google; take your own.",
        f"Cllr Jane Marsh said: “{LONG}”",
        "The Gazette wrote that “the fair was the best in years”.",
        f"The council resolved on Monday: “{LONG}”",
        "Search Google for “Ottermouth library” to find the opening hours.",
        "The form can be downloaded from the website.",
        "The photographs taken at the fair can be seen in the library.",
        (
            "The bench.",
            {
                **REGISTERED,
                "around": Circumstances(
                    permissions_kept=True,
                    image_permissions={"a": ImagePermission(PermissionState.GIVEN, source="Clara Lowe")},
                ),
            },
        ),
        ("The bench.", REGISTERED),
    ]


def post(text: str, version: str) -> tuple[str, dict[str, Any]]:
    """Return a post with one version in other words."""
    return (text, {"kind": "social_post", "versions": {"mastodon": version}})


class TestConsistency(MeaningContract):
    check: ClassVar[Check] = Consistency()
    found: ClassVar[list[Example]] = [
        post("The fair is on 12 December.", "The fair: 13 December."),
        post("The fair is on Saturday at 10am.", "Fair! Saturday, 11 am."),
        post("The roof costs £48,200.", "Roof: £42,800."),
        post("Nine in ten, 91 per cent, agreed.", "19% agreed."),
        post("Cllr Jane Marsh opens the fair.", "Cllr Jane March opens the fair."),
        post("Mill Lane is closed.", "Mill Road is closed."),
        post("The fair is on Saturday.", "See you on Sunday at the fair."),
        ("The council spends £60,000 on the roof.", {"title": "Council spends £80,000 on roof"}),
        ("The fair is on Friday 12 December 2026.", {}),
        (
            "The fair is on Monday 12 December.",
            {"around": Circumstances(at=datetime(2026, 11, 4, tzinfo=UTC))},
        ),
        (
            "The survey closes on 4 December.",
            {
                "kind": "survey_invitation",
                "closes_on": "2026-12-01",
                "survey_link": "https://www.example.org/s",
            },
        ),
        ("The lane is closed on 2 December.", {"kind": "notice", "concerns_on": "2026-12-01"}),
        ("The lane is closed until 30 November.", {"kind": "notice", "concerns_on": "2026-12-01"}),
        ("Cllr Jane Marsh opens it.", {"notes_to_editors": "<p>Cllr Jane Mrash is chairman.</p>"}),
    ]
    clean: ClassVar[list[Example]] = [
        post("The fair is on 12 December at 10am.", "Fair: 12/12/2026, 10:00."),
        post("The fair is on Saturday 12th December.", "Fair this Saturday, December 12."),
        post("The roof costs £48,200.", "The roof costs nearly £50,000."),
        post("The roof costs £1,214,000.", "The roof: £1.2 million."),
        post("The fair is on 12 December. Stalls by 1 December.", "Fair: 12 December."),
        post("The fair is on 12 December.", "The fair is on 12 December; book a stall by 1 December."),
        post("Cllr Jane Marsh opens the fair.", "Cllr Marsh opens the fair."),
        post("Mill Lane is closed from 9am to 4pm.", "Mill Lane closed 9-4pm. Use Station Road."),
        (
            "The council spends £60,000 on the roof and £20,000 on the hall.",
            {"title": "£80,000 for two roofs"},
        ),
        ("The fair is on Saturday 12 December 2026.", {}),
        (
            "The fair is on Saturday 12 December.",
            {"around": Circumstances(at=datetime(2026, 11, 4, tzinfo=UTC))},
        ),
        (
            "The survey closes on 1 December. It opened on 1 November.",
            {
                "kind": "survey_invitation",
                "closes_on": "2026-12-01",
                "survey_link": "https://www.example.org/s",
            },
        ),
        (
            "The lane is closed from 30 November to 4 December.\n\nDated 2 November 2026.",
            {"kind": "notice", "concerns_on": "2026-12-01"},
        ),
        ("The lane is closed until 2 December.", {"kind": "notice", "concerns_on": "2026-12-01"}),
        ("From 30 November the lane is closed.", {"kind": "notice", "concerns_on": "2026-12-01"}),
        ("Mr Tom Reed and Cllr Jane Reed opened it.", {"notes_to_editors": "<p>Cllr Reed is mayor.</p>"}),
    ]

    def test_the_place_in_the_version_is_marked_and_both_are_shown(self) -> None:
        text, parts = post("The fair is on 12 December.", "Fair: 13 December, come!")

        (hit,) = self.hits(text_subject(text, **parts))

        assert (hit.field, hit.start, hit.end) == ("versions", 16, 27)
        assert hit.message == "In the mastodon version it is “13 December”; the text says “12 December”."


FAIR = (
    "The Christmas fair is in Market Square on Saturday 12 December from 10am, with forty stalls and a choir."
)
SINCE = Circumstances(
    earlier=(Earlier("OTC/2026/041", "Christmas fair", fingerprint(FAIR), datetime(2026, 11, 2, tzinfo=UTC)),)
)


def _joined(address: str, **around: Any) -> Circumstances:
    kind = KINDS["social_post"]
    earlier = Earlier("OTC/2026/042", "Verges", fingerprint(""), None, threads_of(kind, {"link": address}))
    return Circumstances(earlier=(earlier,), **around)


JOINED = _joined("https://x.com/anna_r/status/4711")
BELOW_OUR_OWN = _joined(
    "https://x.com/pellworth_tc/status/99", official_addresses=frozenset({"@Pellworth_TC"})
)


OFFERING = Circumstances(offering=True, official_addresses=frozenset({"01632 960010", "office@ptc.example"}))


class TestRepeat(MeaningContract):
    check: ClassVar[Check] = Repeat()
    context: ClassVar[dict[str, Any]] = {"kind": "social_post", "around": SINCE}
    found: ClassVar[list[Example]] = [
        FAIR,
        FAIR.upper(),
        FAIR.replace("forty", "many"),
        (FAIR, {"kind": "press_release"}),
        ("The verges are cut in May.", {"around": Circumstances(answered="reply of 3 November")}),
        (
            "The verges are cut in May.",
            {"around": JOINED, "link": "https://twitter.com/Anna_R/status/4711?s=20"},
        ),
        ("Cut in May, see x.com/anna_r/status/4711.", {"around": JOINED}),
        ("Cut in May: https://mobile.twitter.com/anna_r/status/4711", {"around": JOINED}),
        ("Please ring the office. " + "And the verges are cut in May as ever. " * 9, {"around": OFFERING}),
        ("We would like to hear more about it: please get in touch.", {"around": OFFERING}),
        "As we have already said, the verges are cut in May.",
        "We have already answered this question.",
        "To repeat our earlier reply: the verges are cut in May.",
        "For the third time, the verges are cut in May.",
        "Let me say it once again: the verges are cut in May.",
    ]
    clean: ClassVar[list[Example]] = [
        FAIR.replace("12 December", "19 December"),
        FAIR.replace("10am", "11am"),
        f"A reminder: {FAIR}",
        (FAIR, {"around": Circumstances()}),
        ("The verges are cut in May.", {"around": JOINED, "link": "https://x.com/anna_r/status/4712"}),
        ("Cut in May, see x.com/anna_r.", {"around": JOINED}),
        ("Cut in May: https://x.com/pellworth_tc/status/99", {"around": BELOW_OUR_OWN}),
        (FAIR, {"kind": "letter"}),
        ("We would like to hear more about it: please call 0163 296 0010.", {"around": OFFERING}),
        ("Please write to us.", {"around": Circumstances(offering=True)}),
        "The summer fair is in Mill Meadow this year, and a brass band will play.",
        "The market comes back to the square once again this Saturday.",
        "The council has won the award for the third time in four years.",
        "Further to the meeting in May, the verges will be cut twice.",
        "We said goodbye to Ron after forty years on the market.",
    ]

    def test_the_earlier_item_is_named_with_its_date(self) -> None:
        (hit,) = self.hits(text_subject(FAIR, around=SINCE))

        assert hit.message == "This was issued before as OTC/2026/041 “Christmas fair” on 2 November 2026."
