"""What the demo's councils are dealing with: meetings, matters, a position, and a poll that is still far away.

All of it is invented, places included; nothing that the demo's texts say touches a matter that is confidential.
"""

from portal.demo.script import Business, Matters, PressQuestion, Topic

PELLWORTH = Business(
    meeting="Full council",
    coming="Amenities committee",
    topics=(
        Topic(
            "Kiosk at the duck pond",
            "Resolved to let the kiosk at the duck pond for three summers, with tenders by sealed envelope.",
        ),
        Topic(
            "Buses on Sundays",
            "Resolved to ask the county council for a bus on Sundays between the station and the hospital.",
        ),
        Topic(
            "Lights on the clock tower",
            "Noted that residents differ about the lights on the clock tower. The clerk answers letters about them.",
        ),
    ),
    position=(
        "Buses on Sundays",
        "The council asks for a bus on Sundays between the station and the hospital, and would pay a third of it.",
    ),
    matters=Matters(
        open=(
            "Kiosk at the duck pond",
            "Letting the kiosk to whoever offers most for the town.",
            ("pond kiosk",),
        ),
        flagged=(
            "Lights on the clock tower",
            "Whether the tower is lit after eleven at night.",
            ("clock tower lights", "tower lights"),
        ),
        confidential=(
            "Purchase of Cooper's Meadow",
            "Talks with the owner about the price. Nothing is decided.",
            ("Cooper's Meadow",),
        ),
        why_flagged="A mediator speaks with both sides until the end of next month.",
    ),
    poll=("By-election in Weir ward", "Weir"),
    cited=(
        ("34/26", "Market square"),
        ("36/26", "Crossing at the school"),
        ("37/26", "Budget and precept"),
        ("41/26", "Town Hall opening"),
        ("9/26", "Grants committee"),
        ("AC/11", "Almshouses"),
        ("AM/14", "Report to the amenities committee"),
        ("43/26", "Memorials policy"),
        ("44/26", "Events programme"),
    ),
    press=PressQuestion(
        topic="Ducks without a kiosk",
        words="When does the kiosk at the duck pond open again, and who will run it?",
        answer="Tenders are open until the end of the month. Whoever wins opens at Easter.",
        headline="Tea by the pond again at Easter",
        facts="Twelve buses a Sunday, hourly from nine. The county’s own estimate is £41,000 a year.",
    ),
)

PITSTONE = Business(
    meeting="Parish council",
    coming="Parish council, extraordinary meeting",
    topics=(
        Topic(
            "Hedge at the cemetery lane",
            "Resolved to have the hedge at the cemetery lane laid in February, after three quotations.",
        ),
        Topic(
            "Twenty miles an hour",
            "Resolved to support twenty miles an hour on the lanes of the parish, and to ask the county for it.",
        ),
        Topic(
            "Bells at night",
            "Noted that two letters came about the striking of the hours. The clerk speaks for the council on it.",
        ),
    ),
    position=(
        "Twenty miles an hour",
        "The council supports twenty miles an hour on the lanes of the parish, and on no other road.",
    ),
    matters=Matters(
        open=("Hedge at the cemetery lane", "Who lays it, and when.", ("cemetery hedge",)),
        flagged=("Bells at night", "Whether the hours are struck after ten.", ("church bells at night",)),
        confidential=(
            "Rent of Glebe Piece",
            "Talks with the tenant about the rent. Nothing is decided.",
            ("Glebe Piece",),
        ),
        why_flagged="The two households asked for a quiet talk first, and were promised one.",
    ),
    poll=("Parish election", ""),
    cited=(
        ("58/26", "Free trees"),
        ("63/26", "Request for a grit bin"),
        ("64/26", "Budget and precept"),
        ("66/26", "Young people’s shelter"),
        ("67/26", "Report of the traffic working group"),
        ("68/26", "Calendar of events"),
    ),
    press=PressQuestion(
        topic="The hedge in cemetery lane",
        words="Why is the hedge not cut this year?",
        answer="It is laid in February instead, so that it grows thick again from below.",
        headline="Hedge to be laid, not cut",
        facts="Four lanes, together two miles. Two collisions were reported in three years.",
    ),
)
