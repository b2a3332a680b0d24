"""What Pellworth says in short: notices, posts and an article."""

from datetime import date, time, timedelta

from portal.demo.script import Fate, Item, next_weekday, official, said_day

ALMSHOUSES = "Pellworth Almshouse Charity"
ASK = {
    "contact_name": "The Town Council office",
    "contact_email": "office@pellworth-tc.gov.uk",
    "contact_phone": "01632 960220",
}


def _mill_lane(closed: date, opens: date) -> str:
    return (
        f"<p>Mill Lane is closed to traffic from 8 am on {said_day(closed)} to 5 pm on {said_day(opens)}, while the "
        "county lays a new surface.</p><p>People on foot can pass at all times. The 14 bus stops in High Street "
        "instead.</p>"
    )


def notices(today: date) -> list[Item]:
    """Return the notices, as written on ``today``."""
    closed, path = next_weekday(today, 0, 5), next_weekday(today, 2, 6)
    sweep, counted = next_weekday(today, 1, 9), next_weekday(today, 4, 9)
    return [
        Item(
            "notice",
            "officer",
            Fate.CORRECTED,
            {
                "title": "Mill Lane closed for resurfacing",
                "body": _mill_lane(closed, closed + timedelta(days=2)),
                "concerns_on": closed.isoformat(),
                "place": "Mill Lane, from High Street to the bridge",
                **ASK,
                **official("routine", "", "Drivers plan another way."),
            },
            says=f"The road is closed for one more day, until {said_day(closed + timedelta(days=3))}.",
            later={"body": _mill_lane(closed, closed + timedelta(days=3))},
            days_ago=7,
            at=time(8, 55),
        ),
        Item(
            "notice",
            "officer",
            Fate.WITHDRAWN,
            {
                "title": "Riverside footpath closed for tree work",
                "body": f"<p>The riverside footpath between the mill and the weir is closed on {said_day(path)} while "
                "two poplars are made safe.</p>",
                "concerns_on": path.isoformat(),
                "place": "Riverside footpath",
                **ASK,
                **official("routine", "", "Walkers take another path."),
            },
            says="The tree surgeons have put the work off until the spring. The path stays open.",
            days_ago=11,
            at=time(13, 30),
        ),
        Item(
            "notice",
            "clerk",
            Fate.URGENT,
            {
                "title": "River Pell is rising: sandbags at the depot",
                "body": "<p>The River Pell is expected to reach the level of Tannery Row tonight. Sandbags can be "
                "collected at the depot in Works Road until midnight. The Town Hall is open as a rest centre, with "
                "blankets and hot drinks.</p><p>In danger to life, call 999.</p>",
                "concerns_on": today.isoformat(),
                "place": "Tannery Row, Mill Street and the Quay",
                **ASK,
                **official("routine", "", "Residents by the river protect their homes tonight."),
            },
            says="Flood warning from the Environment Agency; nobody else with the power to approve could be reached.",
            minutes_ago=75,
        ),
        Item(
            "notice",
            "clerk",
            Fate.LOOKED_AT,
            {
                "title": "Fallen tree blocks Station Road",
                "body": "<p>A lime has come down in the wind and blocks Station Road at the library. Buses turn round "
                "at the Corn Exchange until it is cleared. Please keep away from the other trees in the row.</p>",
                "concerns_on": "",
                "place": "Station Road, at the library",
                **ASK,
                **official("routine", "", "People take another way and keep away from the trees."),
            },
            says="The road was blocked at the school run.",
            verdict="Right in every part. The county confirmed the closure an hour later.",
            days_ago=13,
            at=time(7, 40),
        ),
        Item(
            "notice",
            "officer",
            Fate.ISSUED,
            {
                "title": "Two almshouses in Abbey Yard are to let",
                "body": f"<p>Two one-bedroom almshouses in Abbey Yard become free at the new year. People over 60 who "
                f"have lived in Pellworth for five years can apply until {said_day(counted)}.</p><p>Forms are at the "
                "Town Hall, where somebody helps to fill them in.</p>",
                "concerns_on": counted.isoformat(),
                "place": "Abbey Yard",
                **ASK,
                **official(
                    "minute", "Minute AC/11 of the trustee", "People in need of a home apply in time."
                ),
            },
            body=ALMSHOUSES,
            days_ago=6,
            at=time(14, 20),
        ),
        Item(
            "notice",
            "officer",
            Fate.SCHEDULED,
            {
                "title": "Town Hall counter closed for stocktaking",
                "body": f"<p>The counter at the Town Hall is closed on {said_day(counted)}. Telephones and letters are "
                "answered as usual, and allotment rents can be paid at the library.</p>",
                "concerns_on": counted.isoformat(),
                "place": "Town Hall",
                **ASK,
                **official("routine", "", "Callers come on another day."),
            },
            in_days=4,
            days_ago=1,
            at=time(10, 35),
        ),
        Item(
            "notice",
            "councillor",
            Fate.CLAIMED,
            {
                "title": "Street sweeping in the Coldharbour estate",
                "body": f"<p>Please leave the streets of the Coldharbour estate free of cars on {said_day(sweep)} "
                "between 9 am and noon, so that the leaves can be swept.</p>",
                "concerns_on": sweep.isoformat(),
                "place": "Coldharbour estate",
                **ASK,
                **official("routine", "", "Residents move their cars."),
            },
            message="The contractor confirmed the date this morning.",
            minutes_ago=130,
        ),
    ]


def posts(today: date) -> list[Item]:
    """Return the social posts and the article, as written on ``today``."""
    lights = next_weekday(today, 4, 4)
    return [
        Item(
            "social_post",
            "officer",
            Fate.ISSUED,
            {
                "title": "Winter lights",
                "text": f"The winter lights are switched on in Market Square on {said_day(lights)} at 5 pm. Music from "
                "four, mulled apple juice, and a quiet hour from 3 pm for those who would rather not have the crowd.",
                "link": "https://www.pellworth-tc.gov.uk/winter-lights",
                **official(
                    "position",
                    "Events programme, agreed in September",
                    "People come, and know of the quiet hour.",
                ),
            },
            days_ago=5,
            at=time(12, 10),
        ),
        Item(
            "social_post",
            "councillor",
            Fate.SUBMITTED,
            {
                "title": "Salt bins",
                "text": "The salt bins on the hill roads are full again. Help yourself for the pavement, not for "
                "private drives, please. Is one empty? Tell the office on 01632 960220. #pellworthsaltbins",
                **official("routine", "", "Residents know where to find salt."),
            },
            minutes_ago=95,
        ),
        Item(
            "social_post",
            "councillor",
            Fate.REJECTED,
            {
                "title": "Bus petition",
                "text": "Sign the petition against the new bus timetable and tell the county what you think of it!",
                "link": "https://petition.example/pell-buses",
                **official("position", "None: the council has not discussed it", "Readers sign a petition."),
            },
            answer="Residents asked for it at my surgery, and the petition is open to everybody.",
            says="The council has taken no position on the timetable, and its channels cannot be used for a "
            "campaign. You are free to say this for yourself, as your personal view.",
            checks=("persuasion",),
            days_ago=16,
            at=time(9, 45),
        ),
        Item(
            "magazine_article",
            "councillor",
            Fate.DRAFT,
            {
                "title": "A year on the allotments",
                "byline": "Cllr Barnaby Thistledown",
                "issue": "Winter",
                "body": "<p>Fourteen new half plots, one large pumpkin, and a shed that is now a tool library.</p>",
                **official(
                    "report", "Report AM/14 to the amenities committee", "Readers think of taking a plot."
                ),
            },
            days_ago=8,
            at=time(19, 20),
        ),
    ]
