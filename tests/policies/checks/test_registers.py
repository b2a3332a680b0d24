"""What the checks find that rest on the council's registers: purpose, pictures, quotations and channels."""

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from policies.checks.base import Check
from policies.checks.channel_approved import ChannelApproved
from policies.checks.image_permission import PicturePermission
from policies.checks.purpose import Purpose
from policies.checks.quote_unapproved import QuoteUnapproved
from policies.circumstances import ApprovedQuote, ChannelState, ImagePermission, PeriodNow, PermissionState
from policies.subjects import Circumstances, Member
from tests.policies.checks.meaning import Example, MeaningContract, text_subject


class TestPurpose(MeaningContract):
    check: ClassVar[Check] = Purpose()
    found: ClassVar[list[Example]] = [
        ("Words.", {"purpose": ""}),
        ("Words.", {"purpose": "  "}),
        ("Words.", {"purpose": "N/A"}),
        ("Words.", {"purpose": "tbc"}),
        ("Words.", {"purpose": "-"}),
        ("Words.", {"purpose": "For information."}),
        ("Words.", {"purpose": "Press release"}),
        ("Words.", {"purpose": "to inform"}),
        ("Words.", {"purpose": "To inform the public."}),
        ("Words.", {"title": "Mill Lane is closed", "purpose": "Mill Lane is closed."}),
    ]
    clean: ClassVar[list[Example]] = [
        ("Words.", {"purpose": "Readers know when the road is closed."}),
        ("Words.", {"purpose": "Ask residents to reply to the survey by 1 December."}),
        ("Words.", {"purpose": "To inform residents of Mill Lane about the closure."}),
        ("Words.", {"purpose": "Fill the vacancy in North ward."}),
        ("Words.", {"purpose": "Thank the volunteers."}),
        ("Words.", {"purpose": "Update on the flood: where to find sandbags."}),
        ("Words.", {"purpose": "Tell dog owners about the new order."}),
        ("Words.", {"purpose": "Invite people to the fair."}),
    ]


GIVEN, WITHDRAWN, ASKED = PermissionState.GIVEN, PermissionState.WITHDRAWN, PermissionState.ASKED
NOW = datetime(2026, 11, 4, 12, tzinfo=UTC)
WEEK_ON = datetime(2026, 11, 11, 12, tzinfo=UTC)


def picture(
    permission: ImagePermission | None,
    *,
    kept: bool = True,
    at: datetime | None = NOW,
    goes_at: datetime | None = None,
) -> dict[str, Any]:
    """Return the changes that bring one picture with ``permission``."""
    known = {"a": permission} if permission else {}
    return {
        "images": [{"media": "1", "sha256": "a", "alt": "The new swings in Mill Meadow."}],
        "around": Circumstances(permissions_kept=kept, image_permissions=known, at=at, goes_at=goes_at),
    }


class TestPicturePermission(MeaningContract):
    check: ClassVar[Check] = PicturePermission()
    context: ClassVar[dict[str, Any]] = {"kind": "social_post"}
    found: ClassVar[list[Example]] = [
        ("The swings are open.", picture(ImagePermission(GIVEN, until=date(2026, 11, 10)), goes_at=WEEK_ON)),
        *(
            ("The swings are open.", picture(permission))
            for permission in (
                None,
                ImagePermission(WITHDRAWN),
                ImagePermission(WITHDRAWN, until=date(2030, 1, 1), source="A. Reed"),
                ImagePermission(ASKED),
                ImagePermission(GIVEN, until=date(2026, 11, 3)),
                ImagePermission(GIVEN, until=date(2020, 1, 1), source="A. Reed"),
                ImagePermission(GIVEN, child=True),
                ImagePermission(GIVEN, until=date(2027, 1, 1), child=True),
            )
        ),
    ]
    clean: ClassVar[list[Example]] = [
        ("The swings are open.", picture(ImagePermission(GIVEN))),
        ("The swings are open.", picture(ImagePermission(GIVEN, until=date(2026, 11, 11)), goes_at=WEEK_ON)),
        ("The swings are open.", picture(ImagePermission(GIVEN, until=date(2026, 11, 4)))),
        ("The swings are open.", picture(ImagePermission(GIVEN, until=date(2027, 11, 4)))),
        ("The swings are open.", picture(ImagePermission(GIVEN, child=True, guardian=True))),
        ("The swings are open.", picture(ImagePermission(GIVEN, until=date(2020, 1, 1)), at=None)),
        ("The swings are open.", picture(None, kept=False)),
        ("The swings are open.", picture(ImagePermission(WITHDRAWN), kept=False)),
        ("The swings are open.", {"around": Circumstances(permissions_kept=True)}),
    ]

    def test_a_permission_that_ends_before_the_hour_of_issue_is_said_to_end_then(self) -> None:
        permission = ImagePermission(GIVEN, until=date(2026, 11, 10))
        changes = picture(permission, goes_at=WEEK_ON)

        (hit,) = self.hits(text_subject("x", kind="social_post", **changes))

        assert hit.message == (
            "The permission for picture 1 ends on Tuesday 10 November 2026, before this goes out."
        )

    def test_the_second_of_two_pictures_is_named_by_its_number_and_place(self) -> None:
        rows = [
            {"media": "1", "sha256": "a", "alt": "A pond."},
            {"media": "2", "sha256": "b", "alt": "A bench."},
        ]
        around = Circumstances(
            permissions_kept=True,
            image_permissions={
                "a": ImagePermission(GIVEN),
                "b": ImagePermission(GIVEN, until=date(2026, 1, 31)),
            },
            at=NOW,
        )

        (hit,) = self.hits(text_subject("x", kind="social_post", around=around, images=rows))

        assert (hit.start, hit.end, hit.message) == (
            8,
            16,
            "The permission for picture 2 ended on Saturday 31 January 2026.",
        )


APPROVED = ApprovedQuote("It’s a fine day for the town, and we are glad.", "Jane Marsh")
REGISTER = Circumstances(
    quotes_kept=True,
    approved_quotes=(APPROVED, ApprovedQuote("The roof will be mended by spring.")),
    members=(Member("Jane Marsh"), Member("Tom Reed")),
    officers=("Clara Lowe",),
)


def said(words: str, speaker: str = "Jane Marsh") -> tuple[str, dict[str, Any]]:
    """Return a release with one quotation in its part."""
    return ("Facts.", {"quotes": [{"speaker": speaker, "office": "Mayor", "words": words}]})


class TestQuoteUnapproved(MeaningContract):
    check: ClassVar[Check] = QuoteUnapproved()
    context: ClassVar[dict[str, Any]] = {"around": REGISTER}
    found: ClassVar[list[Example]] = [
        said("We did it all by ourselves."),
        said("It’s a fine day for the town, and we are sad."),
        said("It’s a fine day for the town and we are glad."),
        said("It’s a fine day for the Town, and we are glad."),
        said("It’s a fine day for the town, and we are glad!"),
        said("It’s a fine day for the town, and we are glad.", "Tom Reed"),
        "Jane Marsh said: “The bridge will be open by the summer.”",
        "“We have never been busier than this year,” said Cllr Reed.",
        "Clara Lowe, the Town Clerk, added: “The roof will be mended by winter.”",
    ]
    clean: ClassVar[list[Example]] = [
        said("It’s a fine day for the town, and we are glad."),
        said("It's a fine day  for the town, and we are glad."),
        said("The roof will be mended by spring.", "Clara Lowe"),
        "Jane Marsh said: “It’s a fine day for the town, and we are glad.”",
        "“The roof will be mended by spring,” said the Town Clerk.",
        "A visitor from Leeds said: “I have never seen so many stalls in one place.”",
        "Volunteers call it the “big old barn of a place”.",
        ("Cllr Reed said: “We never agreed to any of this.”", {"around": Circumstances()}),
        ("Facts.", {"quotes": [{"speaker": "A", "office": "B", "words": "New."}], "around": Circumstances()}),
    ]

    def test_a_changed_letter_is_shown_as_it_was_approved(self) -> None:
        text, parts = said("It’s a fine day for the gown, and we are glad.")

        (hit,) = self.hits(text_subject(text, around=REGISTER, **parts))

        assert hit.message == (
            "The quotation of Jane Marsh is not as it was approved: it was “…a fine day for the town, and we are gla…”."
        )
        assert (hit.field, hit.start, hit.end) == ("quotes", 1, 47)


KINDS_KNOWN = {
    "newsroom": ChannelState.OPEN,
    "press_email": ChannelState.CLOSED,
    "mastodon": ChannelState.OPEN,
    "bluesky": ChannelState.MISSING,
    "facebook": ChannelState.CLOSED,
    "tiktok": ChannelState.MISSING,
}
CHANNELS = Circumstances(channels=KINDS_KNOWN)
POLL = Circumstances(
    channels=KINDS_KNOWN,
    running=(PeriodNow(1, "parish_election", "town election", closed_channels=("mastodon",)),),
)


class TestChannelApproved(MeaningContract):
    check: ClassVar[Check] = ChannelApproved()
    context: ClassVar[dict[str, Any]] = {"kind": "social_post", "around": CHANNELS}
    found: ClassVar[list[Example]] = [
        ("Bins on Tuesday.", {"channel": "bluesky"}),
        ("Bins on Tuesday.", {"channel": "facebook"}),
        ("Bins on Tuesday.", {"channel": "press_email", "kind": "press_release"}),
        ("Bins on Tuesday.", {"versions": {"bluesky": "Bins: Tuesday."}}),
        ("Bins on Tuesday.", {"versions": {"mastodon": "Bins.", "facebook": "Bins: Tuesday."}}),
        ("Bins on Tuesday.", {"channel": "mastodon", "around": POLL}),
        "We have set up a TikTok account for the town: follow us.",
        "Good news: we've started our own Bluesky feed.",
        (
            "I have created a Facebook group for the parish council, so come and ask me anything.",
            {"capacity": "councillor", "around": Circumstances()},
        ),
    ]
    clean: ClassVar[list[Example]] = [
        ("Bins on Tuesday.", {"channel": "newsroom"}),
        ("Bins on Tuesday.", {"channel": "mastodon"}),
        ("Bins on Tuesday.", {"channel": "nextdoor"}),
        ("Bins on Tuesday.", {"channel": "bluesky", "around": Circumstances()}),
        ("Bins on Tuesday.", {"channel": "bluesky", "capacity": "personal"}),
        ("Bins on Tuesday.", {"versions": {"mastodon": "Bins: Tuesday."}}),
        "The council agreed on Monday (minute 22/26) to open an account: we have set up a TikTok account.",
        "We have set up a Mastodon account: follow us.",
        ("We have set up a Facebook page for the fair.", {"around": Circumstances()}),
        ("I have started a WhatsApp group for dog walkers.", {"capacity": "personal"}),
    ]
