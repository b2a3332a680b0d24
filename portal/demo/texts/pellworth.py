"""What Pellworth says: releases and letters."""

from datetime import date, time, timedelta

from portal.demo.script import Fate, Item, next_weekday, official, said_day

CONTACT = {
    "contact_name": "The Town Clerk",
    "contact_email": "press@pellworth-tc.gov.uk",
    "contact_phone": "01632 960220",
}
ABOUT = "<p>Pellworth Town Council looks after the market, the cemetery, the allotments and eleven parks.</p>"


def releases(today: date) -> list[Item]:
    """Return the press releases, as written on ``today``."""
    saturday = next_weekday(today, 5, 10)
    return [
        Item(
            "press_release",
            "deputy",
            Fate.ISSUED,
            {
                "title": "Market Square opens to walkers again",
                "body": f"<p>The northern half of Market Square opens to walkers on {said_day(saturday)}, three weeks "
                "earlier than planned.</p><p>The old setts were lifted, cleaned and laid again on a new bed, so that "
                "wheelchairs and prams can cross without a kerb. The traders’ pitches now have water and power of "
                f"their own.</p><p>The first Saturday market on the new paving is on {said_day(saturday)}, from 8 am "
                "to 2 pm.</p>",
                "quotes": [
                    {
                        "speaker": "Cllr Marigold Ashpenny",
                        "office": "Deputy Mayor",
                        "words": "People told us that they could not get across the square. Now they can.",
                    }
                ],
                "notes_to_editors": f"<p>The work cost £214,000, of which £90,000 is a county grant.</p>{ABOUT}",
                **CONTACT,
                **official(
                    "minute", "Minute 34/26, 4 November", "Residents and traders know when the square opens."
                ),
            },
            days_ago=6,
            at=time(9, 20),
        ),
        Item(
            "press_release",
            "chair",
            Fate.ISSUED,
            {
                "title": "Town council keeps its share of council tax below inflation",
                "body": "<p>Pellworth Town Council agreed its budget for next year at an open meeting. A household in "
                "band D will pay £92.40 to the town council, £1.80 more than this year.</p><p>The budget keeps all "
                "three play areas open, mends the roof of the cemetery chapel and sets £18,400 aside for grants to "
                "local groups.</p><ul><li>Parks and greens: £148,000</li><li>Market and events: £61,500</li>"
                "<li>Cemetery: £54,200</li></ul>",
                "quotes": [
                    {
                        "speaker": "Cllr Tobias Lanternlight",
                        "office": "Mayor",
                        "words": "Every figure was gone through in public, and the papers are on our website.",
                    }
                ],
                "notes_to_editors": "<p>The budget papers are with the agenda of the November meeting.</p>"
                + ABOUT,
                **CONTACT,
                **official(
                    "minute", "Minute 37/26, 18 November", "Residents know what they pay and for what."
                ),
            },
            days_ago=13,
            at=time(10, 5),
        ),
        Item(
            "press_release",
            "deputy",
            Fate.SUBMITTED,
            {
                "title": "Eleven local groups share £18,400 in grants",
                "body": "<p>Eleven groups in Pellworth receive a grant from the town council this winter, from £400 "
                "for the bell ringers’ new ropes to £4,000 for the food store in Mill Street.</p><p>Nineteen groups "
                "asked for help, for £41,000 together. The grants committee met in public and scored each "
                "application against the published criteria.</p><p>The next round opens in May.</p>",
                "quotes": [
                    {
                        "speaker": "Cllr Marigold Ashpenny",
                        "office": "Deputy Mayor",
                        "words": "These are small sums that do a great deal of work.",
                    }
                ],
                "notes_to_editors": "<p>The list of grants is in the minutes of the grants committee.</p>"
                + ABOUT,
                **CONTACT,
                **official(
                    "minute", "Grants committee, minute 9/26", "Groups and donors know who was helped."
                ),
            },
            message="The treasurer has checked the figures. Could it go out before the weekend?",
            minutes_ago=200,
        ),
        Item(
            "press_release",
            "deputy",
            Fate.RETURNED,
            {
                "title": "Allotment waiting list halved in a year",
                "body": "<p>The waiting list for an allotment in Pellworth is half as long as a year ago.</p><p>The "
                "council divided fourteen large plots at Coldharbour and cleared six that had lain fallow.</p>",
                "quotes": [],
                "notes_to_editors": ABOUT,
                **CONTACT,
                **official(
                    "report", "Report to the amenities committee", "Residents know that plots are free."
                ),
            },
            says="Please give the two figures, last year’s and this year’s: “half” is 61 to 34, which is a little "
            "less. And name the report by its number.",
            checks=("consistency",),
            days_ago=4,
            at=time(14, 10),
        ),
        Item(
            "press_release",
            "chair",
            Fate.SCHEDULED,
            {
                "title": "Work on the Town Hall roof begins in the new year",
                "body": "<p>Scaffolding goes up around the Town Hall in the first week of January, when the slates on "
                "the southern slope are replaced.</p><p>The building stays open. Weddings that are booked are not "
                "affected, and the scaffolding is covered at weekends.</p>",
                "quotes": [
                    {
                        "speaker": "Octavia Quillfeather",
                        "office": "Town Clerk",
                        "words": "We have spoken with every couple who booked the hall until April.",
                    }
                ],
                "notes_to_editors": ABOUT,
                **CONTACT,
                **official("minute", "Minute 41/26", "Visitors know that the Town Hall stays open."),
            },
            in_days=3,
            days_ago=2,
            at=time(11, 40),
        ),
        Item(
            "press_release",
            "deputy",
            Fate.DRAFT,
            {
                "title": "Spring fair: stalls can be booked",
                "body": "<p>Stalls for the spring fair can be booked from the first of February.</p>",
                "quotes": [
                    {
                        "speaker": "Cllr Tobias Lanternlight",
                        "office": "Mayor",
                        "words": "Last year’s fair filled the square, and we look forward to the next.",
                    }
                ],
                "notes_to_editors": "",
                **CONTACT,
                **official("routine", "", "Traders know how to book."),
            },
            days_ago=1,
            at=time(16, 15),
        ),
    ]


def letters(today: date) -> list[Item]:
    """Return the letters, as written on ``today``."""
    counted = today - timedelta(days=16)
    signed = {
        "closing": "Yours sincerely",
        "signatory": "Octavia Quillfeather",
        "signatory_title": "Town Clerk",
    }
    return [
        Item(
            "letter",
            "officer",
            Fate.ISSUED,
            {
                "title": "A safer crossing in Station Road",
                "addressee": "Ms Ada Roadworthy",
                "address": "Highways Team\nCounty Offices\n1 Example Street\nPellchester",
                "to": "Ms Ada Roadworthy <highways@pellshire.example>",
                "cc": "Station Road Surgery <practice@surgery.example>\nPellworth Primary School",
                "bcc": "councillor@ptc.example",
                "reference": "PTC/Highways/7",
                "their_reference": "CC/2231",
                "salutation": "Dear Ms Roadworthy",
                "body": "<p>At its November meeting the town council agreed to ask the county for a zebra crossing in "
                "Station Road, between the school and the surgery.</p><p>Volunteers counted 412 people crossing "
                f"there between 8 am and 9 am on {said_day(counted)}. Two thirds of them were children.</p><p>The "
                "council would pay a quarter of the cost of a survey, up to £2,000. We should be glad to meet you on "
                "site.</p>",
                **signed,
                **official("minute", "Minute 36/26", "The county considers a crossing."),
            },
            days_ago=9,
            at=time(10, 50),
        ),
        Item(
            "letter",
            "clerk",
            Fate.DRAFT,
            {
                "title": "Bench in memory of a resident",
                "addressee": "Mr P. Example",
                "address": "4 Tannery Row\nPellworth",
                "reference": "PTC/Amenities/31",
                "salutation": "Dear Mr Example",
                "body": "<p>Thank you for asking about a bench on the green.</p>",
                **signed,
                **official(
                    "position", "Memorials policy, adopted in March", "The family knows what is possible."
                ),
            },
            days_ago=3,
            at=time(15, 25),
        ),
    ]
