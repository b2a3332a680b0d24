"""The demo's councils and people. Nobody here exists; mail goes to no address but the machine's own."""

from portal.councils.models import Council
from portal.councils.powers import Role
from portal.demo.script import Cast, Charity, Part, Reader

DEMO_PASSWORD = "through-the-proper-channels"  # noqa: S105  printed at the start of the demo, refused in production

PITSTONE = Cast(
    slug="pitstone",
    name="Pitstone Parish Council",
    kind=Council.Kind.PARISH,
    details={
        "clerk_title": "Parish Clerk",
        "chair_title": "Chairman",
        "deputy_title": "Vice Chairman",
        "address": "The Parish Office\nExample Lane\nPitstone",
        "telephone": "01632 960117",
        "email": "parishclerk@pitstone.co.uk",
        "website": "https://www.pitstone.co.uk",
        "social_handle": "@pitstone_pc",
    },
    charities=(
        Charity(
            "Recreation Ground Charity",
            "#7a3b12",
            "A charity of the parish; Pitstone Parish Council is its sole trustee.",
        ),
        Charity("Pitstone Parish Charity", "#3a2f6b", "A charity for residents of the parish in need."),
    ),
    people=(
        Part("clerk", "Hester Inkwell", Role.CLERK, "Parish Clerk"),
        Part("chair", "Cllr Rufus Gavelstone", Role.CHAIR, "Chairman"),
        Part("deputy", "Cllr Posy Meadowbank", Role.DEPUTY, "Vice Chairman"),
        Part("councillor", "Cllr Bertram Hedgerow", Role.COUNCILLOR, "Councillor"),
        Part("officer", "Della Foolscap", Role.OFFICER, "Assistant Clerk"),
        Part("auditor", "Magnus Tallyman", Role.AUDITOR, "Internal Auditor"),
        Part(
            "contractor",
            "Hattie Greensward",
            Role.CONTRACTOR,
            "Grounds contractor",
            "Greensward and Daughters",
            "hattie@greensward-and-daughters.example",
        ),
        Part(
            "partner",
            "Osric Pavilion",
            Role.PARTNER,
            "Sports club partner",
            "Pitstone Sports Club",
            "osric@pitstone-sports-club.example",
        ),
    ),
    # Its policy lets only the clerk issue, and communications go through the clerk unless the clerk authorises
    # otherwise: so releases and letters are the clerk's to write, or of those whom the clerk permits, one by one.
    pack="parish",
    minute_of_policy="Minute 41/26",
    permitted=(
        (
            "chair",
            "press_release",
            "Authorised to write about the budget and the recreation ground this winter.",
        ),
    ),
    readers=(
        Reader("The Ridgeway Gazette", "Newsdesk", "gazette@ridgeway-gazette.example"),
        Reader(
            "Chalkdown Herald",
            "Minnie Byline",
            "minnie.byline@chalkdown-herald.example",
            kind="journalist",
            agreed="Said so at the annual parish meeting.",
        ),
        Reader(
            "Vale Community Radio",
            "Newsroom",
            "news@vale-radio.example",
            kind="radio",
            telephone="01632 960441",
        ),
        Reader("The Old Turnpike Times", "Editor", "editor@turnpike-times.example", left=True),
        # The capture server of `make run` refuses mail to anybody called "closed": a failed delivery, for once real.
        Reader("The Beacon Bugle", "Closed since the summer", "closed@beacon-bugle.example"),
    ),
    minute_of_delegation="Minute 21/26",
)

PELLWORTH = Cast(
    slug="ptc",
    name="Pellworth Town Council",
    kind=Council.Kind.TOWN,
    details={
        "clerk_title": "Town Clerk",
        "chair_title": "Mayor",
        "deputy_title": "Deputy Mayor",
        "address": "The Town Hall\nMarket Square\nPellworth",
        "telephone": "01632 960220",
        "email": "townclerk@pellworth-tc.gov.uk",
        "website": "https://www.pellworth-tc.gov.uk",
        "social_handle": "@pellworth_tc",
    },
    charities=(
        Charity(
            "Pellworth Almshouse Charity",
            "#5b2145",
            "An almshouse charity; Pellworth Town Council is its sole trustee.",
        ),
    ),
    people=(
        Part("clerk", "Octavia Quillfeather", Role.CLERK, "Town Clerk"),
        Part("chair", "Cllr Tobias Lanternlight", Role.CHAIR, "Mayor", ward="Market"),
        Part("deputy", "Cllr Marigold Ashpenny", Role.DEPUTY, "Deputy Mayor", ward="Market"),
        Part("councillor", "Cllr Barnaby Thistledown", Role.COUNCILLOR, "Councillor", ward="Weir"),
        Part("officer", "Linus Paperclip", Role.OFFICER, "Communications Officer"),
        Part("auditor", "Prudence Countwell", Role.AUDITOR, "Internal Auditor"),
        Part(
            "contractor",
            "Percival Inkpot",
            Role.CONTRACTOR,
            "Newsletter designer",
            "Inkpot and Nib Design",
            "percival@inkpot-and-nib.example",
        ),
        Part(
            "partner",
            "Clementine Footlight",
            Role.PARTNER,
            "Festival partner",
            "Pellworth Festival Society",
            "clementine@pellworth-festival.example",
        ),
    ),
    pack="town",
    minute_of_policy="Minute 29/26",
    permitted=(),
    readers=(
        Reader("The Pellworth Gazette", "Newsdesk", "gazette@pellworth-gazette.example"),
        Reader(
            "Mill Valley Mercury",
            "Jasper Headline",
            "jasper.headline@mill-valley-mercury.example",
            kind="journalist",
            agreed="Wrote to the clerk and asked for them.",
        ),
        Reader(
            "Radio Pell", "Newsroom", "newsroom@radio-pell.example", kind="radio", telephone="01632 960442"
        ),
        Reader("County Chronicle", "Local democracy desk", "local@county-chronicle.example", kind="online"),
        Reader("The Pell Advertiser", "Editor", "editor@pell-advertiser.example", left=True),
    ),
    minute_of_delegation="Minute 12/26",
)

COUNCILS = (PITSTONE, PELLWORTH)

BOTH_ADDRESS = "clerk@both.example"
BOTH_NAME = "Winifred Twobridges"
BOTH_TITLE = "Locum Clerk"


def address_of(cast: Cast, part: Part) -> str:
    """Return the address with which a person of the demo signs in."""
    return f"{part.who}@{cast.slug}.example"


def sign_ins() -> list[tuple[str, str, str]]:
    """Return address, name with office, and council of everybody who can sign in."""
    rows = [
        (address_of(cast, part), f"{part.name}, {part.title}", cast.name)
        for cast in COUNCILS
        for part in cast.people
    ]
    both = " and ".join(cast.name for cast in COUNCILS)
    return [*rows, (BOTH_ADDRESS, f"{BOTH_NAME}, {BOTH_TITLE}", both)]
