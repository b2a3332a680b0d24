"""The parts that every kind has: what it is called, whose voice it is, what it rests on, what it is for."""

from portal.drafts.kinds.spec import Part, Shape

OFFICIAL, COUNCILLOR, PERSONAL = "official", "councillor", "personal"

CAPACITIES = (
    (OFFICIAL, "For the council"),
    (COUNCILLOR, "As a councillor, about works done or policies agreed"),
    (PERSONAL, "Personal view"),
)

BASES = (
    ("minute", "Minute of an open meeting"),
    ("report", "Report to an open meeting"),
    ("position", "Agreed position of the council"),
    ("routine", "Routine information"),
)

REFERENCED_BASES = frozenset({"minute", "report", "position"})

BODY_LIMIT = 100_000


def title(label: str = "Headline", hint: str = "") -> Part:
    """Return the part by which the item is known in lists, feeds and mail subjects."""
    return Part("title", label, Shape.LINE, required=True, hint=hint, limit=200)


def body(label: str = "Text", hint: str = "") -> Part:
    """Return the rich text of the item."""
    return Part("body", label, Shape.RICH, required=True, hint=hint, limit=BODY_LIMIT)


def pictures(
    hint: str = "Each needs a description for those who cannot see it.", *, later: bool = False
) -> Part:
    """Return the pictures of the item, each with its description; ``later`` as in Part."""
    return Part("images", "Pictures", Shape.IMAGES, hint=hint, limit=1000, later=later)


MINUTES = Part(
    "minutes_of",
    "Minutes of the meeting on",
    Shape.DAY,
    hint="Where this holds the minutes of a meeting, or reports on it: the day of the meeting. The queue then shows by "
    "when it must be out; readers are not shown this day.",
    later=True,
)
"""Asked of the kinds in which minutes are published."""

STANDING = (
    Part(
        "capacity",
        "In what capacity is this sent?",
        Shape.CHOICE,
        required=True,
        hint="Every reader is told this on every channel.",
        choices=CAPACITIES,
    ),
    Part(
        "basis",
        "What does it rest on?",
        Shape.CHOICE,
        required=True,
        hint="What is not in open minutes or reports stays confidential.",
        choices=BASES,
    ),
    Part(
        "basis_reference",
        "Minute, report or position",
        Shape.LINE,
        hint="For example: Minute 34/26, 4 November.",
    ),
    Part("purpose", "Purpose", Shape.LINE, required=True, hint="What should a reader know or do afterwards?"),
)
