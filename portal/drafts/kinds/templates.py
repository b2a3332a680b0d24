"""Texts to begin from that every council has. What stands in square brackets is for the writer to fill in."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from portal.drafts.kinds.common import OFFICIAL


@dataclass(frozen=True)
class StandardTemplate:
    """A text to begin an item of ``kind`` from; ``parts`` are raw, as they would be typed."""

    slug: str
    kind: str
    name: str
    parts: Mapping[str, str] = field(default_factory=dict)

    @property
    def raw(self) -> dict[str, str]:
        """Return all parts, with what every one of them shares."""
        return {"capacity": OFFICIAL, "basis": "routine", **self.parts}


STANDARD = (
    StandardTemplate(
        "road-closure",
        "notice",
        "Road closure",
        {
            "title": "[name of the road] closed from [date]",
            "body": "<p>[name of the road] will be closed between [place] and [place] from [time] on [date] until "
            "[time] on [date], for [reason for the closure].</p><p>The signed way round is by [name of the road]. "
            "Access to homes and businesses is kept [time or part of the day].</p><p>The closure is ordered by [name "
            "of the highway authority]. For questions about the works call [number to call].</p>",
            "purpose": "Drivers, bus users and residents plan another way.",
        },
    ),
    StandardTemplate(
        "casual-vacancy",
        "notice",
        "Notice of a vacancy",
        {
            "title": "Vacancy for a councillor: [name of the ward]",
            "body": "<p>There is a vacancy in the office of councillor for [name of the ward].</p><p>An election is "
            "held if ten electors of the area ask for one in writing. Their request must reach the Returning Officer "
            "at [address of the Returning Officer] within fourteen days of this notice, not counting Saturdays, "
            "Sundays and bank holidays: by [date].</p><p>If nobody asks for an election the council fills the vacancy "
            "by co-option.</p><p>[name of the clerk], [date]</p>",
            "purpose": "Electors know of the vacancy and how to ask for an election.",
        },
    ),
    StandardTemplate(
        "meeting",
        "notice",
        "Meeting and agenda",
        {
            "title": "Meeting on [date]",
            "body": "<p>The council meets on [date] at [time] in [place]. The press and the public are welcome.</p>"
            "<h2>Agenda</h2><ol><li>Apologies</li><li>Declarations of interest</li><li>Minutes of the last meeting</li>"
            "<li>Public participation</li><li>[number and name of each further item]</li></ol><p>[name of the clerk], "
            "[date]</p>",
            "purpose": "Residents know when the council meets and what it decides on.",
        },
    ),
    StandardTemplate(
        "event",
        "social_post",
        "Event",
        {
            "title": "[name of the event]",
            "text": "[name of the event] is on [date] from [time] to [time] at [place]. [reason to come] "
            "Step-free access: [place of the entrance].",
            "purpose": "People come.",
        },
    ),
    StandardTemplate(
        "event-release",
        "press_release",
        "Event",
        {
            "title": "[name of the event] on [date]",
            "body": "<p>[name of the event] takes place on [date] from [time] to [time] at [place].</p>"
            "<p>[reason to come]</p><p>Entry is [number or reason: free, or the price]. There is step-free access "
            "from [place of the entrance].</p>",
            "purpose": "Readers know of the event and come.",
        },
    ),
    StandardTemplate(
        "acknowledgement",
        "letter",
        "Reply: we have your letter",
        {
            "title": "Your letter of [date]",
            "body": "<p>Thank you for your letter of [date] about [reason for writing]. It is with [name of the "
            "officer], who will answer by [date].</p>",
            "purpose": "The writer knows that it arrived, and when they are answered.",
        },
    ),
    StandardTemplate(
        "not-ours",
        "letter",
        "Reply: another authority decides",
        {
            "title": "Your letter of [date]",
            "body": "<p>Thank you for your letter of [date] about [reason for writing]. This is decided by [name of "
            "the authority], not by this council. Please write to [address of the authority].</p><p>We have passed "
            "nothing on: tell us if you would like us to.</p>",
            "purpose": "The writer knows whom to ask.",
        },
    ),
)
