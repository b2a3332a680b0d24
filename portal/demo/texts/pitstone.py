"""What Pitstone says. The council is modelled on a real one's policy; what happens here is invented."""

from datetime import date, time, timedelta

from portal.demo.script import Fate, Item, next_weekday, official, said_day

ASK = {
    "contact_name": "The Parish Clerk",
    "contact_email": "parishclerk@pitstone.co.uk",
    "contact_phone": "01632 960117",
}
CHARITY = "Recreation Ground Charity"


def papers(today: date) -> list[Item]:
    """Return the releases and letters, as written on ``today``."""
    meeting = next_weekday(today, 3, 8)
    return [
        Item(
            "press_release",
            "chair",
            Fate.ISSUED,
            {
                "title": "Parish sets its budget after an open evening",
                "body": "<p>Pitstone Parish Council agreed its budget for next year after an open evening to which "
                "forty residents came. The parish’s share of council tax for a band D home rises by £2.10 to £68.30 a "
                "year.</p><p>Most of the rise pays for the upkeep of the two play areas, which were both inspected "
                "this autumn.</p>",
                "quotes": [
                    {
                        "speaker": "Cllr Rufus Gavelstone",
                        "office": "Chairman",
                        "words": "We changed two lines of the budget because of what people said that evening.",
                    }
                ],
                "notes_to_editors": "<p>The budget is published with the minutes of the November meeting.</p>",
                **ASK,
                **official("minute", "Minute 64/26", "Residents know what the parish spends."),
            },
            days_ago=12,
            at=time(10, 30),
        ),
        Item(
            "press_release",
            "clerk",
            Fate.SCHEDULED,
            {
                "title": "Young people’s shelter: have your say on the design",
                "body": "<p>Three designs for a shelter on the recreation ground are on show in the pavilion for two "
                f"weeks. The council chooses one at its open meeting on {said_day(meeting + timedelta(days=21))}.</p>",
                "quotes": [],
                "notes_to_editors": "<p>Pictures of the designs can be had from the Parish Clerk.</p>",
                **ASK,
                **official("minute", "Minute 66/26", "Young people and neighbours look at the designs."),
            },
            in_days=2,
            days_ago=2,
            at=time(9, 15),
        ),
        Item(
            "letter",
            "clerk",
            Fate.ISSUED,
            {
                "title": "Hedge on the corner of Marl Lane",
                "addressee": "Mrs J. Example",
                "address": "2 Marl Lane\nPitstone",
                "reference": "PPC/Trees/12",
                "salutation": "Dear Mrs Example",
                "body": "<p>Thank you for cutting back the hedge so quickly. Drivers coming out of Marl Lane can see "
                "the crossing again.</p><p>The council’s contractor will take the cuttings away on the next working "
                "day, at no cost to you.</p>",
                "closing": "Yours sincerely",
                "signatory": "Hester Inkwell",
                "signatory_title": "Parish Clerk",
                **official("routine", "", "The neighbour knows that the cuttings are collected."),
            },
            days_ago=10,
            at=time(11, 20),
        ),
        Item(
            "letter",
            "officer",
            Fate.DRAFT,
            {
                "title": "Request for a grit bin",
                "addressee": "Mr S. Sample",
                "address": "9 Windmill Rise\nPitstone",
                "reference": "PPC/Highways/5",
                "salutation": "Dear Mr Sample",
                "body": "<p>The council looked at the places for new grit bins.</p>",
                "closing": "Yours sincerely",
                "signatory": "Hester Inkwell",
                "signatory_title": "Parish Clerk",
                **official("minute", "Minute 63/26", "The resident knows the outcome."),
            },
            days_ago=3,
            at=time(14, 45),
        ),
        Item(
            "magazine_article",
            "councillor",
            Fate.DRAFT,
            {
                "title": "Hedges, ditches and who looks after them",
                "byline": "Cllr Bertram Hedgerow",
                "issue": "Pitstone Parish Post, winter",
                "body": "<p>Most ditches belong to whoever owns the land beside them. A short guide.</p>",
                **official("routine", "", "Owners clear their ditches before the rain."),
            },
            days_ago=6,
            at=time(20, 5),
        ),
    ]


def notices(today: date) -> list[Item]:
    """Return the notices, as written on ``today``."""
    meeting, pitch, pick = next_weekday(today, 3, 8), next_weekday(today, 5, 3), next_weekday(today, 6, 12)
    committee = next_weekday(today, 1, -9)
    moved = meeting + timedelta(days=7)
    agenda = (
        "<p>On the agenda: the shelter on the recreation ground, the allotment rents and the grit bins.</p>"
    )
    return [
        Item(
            "notice",
            "clerk",
            Fate.CORRECTED,
            {
                "title": "Parish council meeting",
                "body": f"<p>The council meets in the Memorial Hall on {said_day(meeting)} at 7.30 pm. Everybody is "
                f"welcome, and the first fifteen minutes are for residents’ questions.</p>{agenda}",
                "concerns_on": meeting.isoformat(),
                "place": "Memorial Hall",
                **ASK,
                **official("routine", "", "Residents can come and ask."),
            },
            says=f"The meeting is on {said_day(moved)}, a week later than first announced: the hall was not free.",
            later={
                "body": f"<p>The council meets in the Memorial Hall on {said_day(moved)} at 7.30 pm. Everybody is "
                f"welcome, and the first fifteen minutes are for residents’ questions.</p>{agenda}",
                "concerns_on": moved.isoformat(),
            },
            days_ago=8,
            at=time(9, 10),
        ),
        Item(
            "notice",
            "officer",
            Fate.ISSUED,
            {
                "title": "Football pitch closed while it drains",
                "body": f"<p>The football pitch is closed from {said_day(today)} until {said_day(pitch)}, so that the "
                "new drains can settle. The play area and the paths stay open.</p>",
                "concerns_on": today.isoformat(),
                "place": "Recreation ground",
                **ASK,
                **official("routine", "", "Teams play elsewhere until it is open."),
            },
            body=CHARITY,
            days_ago=4,
            at=time(13, 5),
        ),
        Item(
            "notice",
            "officer",
            Fate.WITHDRAWN,
            {
                "title": "Allotment water off for repairs",
                "body": "<p>The water at the allotments is turned off for a day while a tap is replaced.</p>",
                "concerns_on": next_weekday(today, 2, 2).isoformat(),
                "place": "Allotments",
                **ASK,
                **official("routine", "", "Plot holders bring water."),
            },
            says="The tap could be mended without turning the water off.",
            days_ago=15,
            at=time(10, 15),
        ),
        Item(
            "notice",
            "clerk",
            Fate.URGENT,
            {
                "title": "Burst water main in Windmill Rise",
                "body": "<p>A water main has burst in Windmill Rise. The road is closed at the school, and homes above "
                "it have no water. The water company is giving out bottled water at the Memorial Hall.</p>",
                "concerns_on": today.isoformat(),
                "place": "Windmill Rise",
                **ASK,
                **official("routine", "", "Residents know where to get water and which way to drive."),
            },
            says="The road was flooding at school time; it could not wait for a second pair of eyes.",
            minutes_ago=110,
        ),
        Item(
            "notice",
            "deputy",
            Fate.RETURNED,
            {
                "title": "Speed survey in Quarry Road",
                "body": "<p>A speed survey was carried out in Quarry Road. Many drivers go too fast.</p>",
                "concerns_on": "",
                "place": "Quarry Road",
                **ASK,
                **official("report", "Report of the traffic working group", "Drivers slow down."),
            },
            says="Please give the figures instead of “many”, and say at which open meeting the report was taken.",
            checks=("basis-stated",),
            days_ago=5,
            at=time(18, 40),
        ),
        Item(
            "notice",
            "officer",
            Fate.SUBMITTED,
            {
                "title": "Draft minutes of the allotments committee",
                "body": f"<p>Minutes of the meeting of the allotments committee on {said_day(committee)} in the "
                "Memorial Hall, as a draft until the committee approves them. Five members and the Parish Clerk were "
                "present. Two residents attended.</p><p>7/26: The committee agreed to replace two taps in the "
                "spring.</p><p>8/26: The committee agreed that the waiting list is read out at each meeting, by "
                "number and not by name.</p>",
                "minutes_of": committee.isoformat(),
                **ASK,
                **official("routine", "", "Residents read what the committee decided."),
            },
            days_ago=2,
            at=time(10, 5),
        ),
        Item(
            "social_post",
            "councillor",
            Fate.SUBMITTED,
            {
                "title": "Litter pick",
                "text": f"Village litter pick on {said_day(pick)}, 10 am at the pavilion. Gloves and cake are "
                "provided. Children are welcome with an adult.",
                "link": "https://www.pitstone.co.uk/litter-pick",
                **official("position", "Calendar of events, agreed in May", "People come and help."),
            },
            message="Cake is confirmed.",
            minutes_ago=160,
        ),
        Item(
            "social_post",
            "officer",
            Fate.ISSUED,
            {
                "title": "Free trees",
                "text": "We have forty young hazels and hawthorns to give away to gardens in the parish. Write to "
                "parishclerk@pitstone.co.uk with your street and how many you would like.",
                **official("minute", "Minute 58/26", "Residents ask for a tree."),
            },
            days_ago=7,
            at=time(15, 50),
        ),
    ]
