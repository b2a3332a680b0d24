"""What the checks of persons and capacities find: whose voice it is, and whom a text exposes."""

from typing import Any, ClassVar

from policies.checks.base import Check
from policies.checks.councillor_prefix import CouncillorPrefix
from policies.checks.officer_identity import OfficerIdentity
from policies.checks.officer_opinion import OfficerOpinion
from policies.checks.official_address import OfficialAddress
from policies.checks.personal_data import PersonalData
from policies.checks.safeguarding import Safeguarding
from policies.checks.whose_view import WhoseView
from policies.subjects import Circumstances
from tests.policies.checks.meaning import Example, MeaningContract, text_subject

OWN = Circumstances(
    official_addresses=frozenset(
        {"clerk@ottermouth.example", "https://www.ottermouth.example", "@ottermouth_tc", "01632 960100"}
    ),
    officers=("Helen Ward",),
)


AT_A_FREE_ONE = Circumstances(official_addresses=frozenset({"ottermouthpc@gmail.com"}))


def _linked(words: str) -> Example:
    """Return an example whose body is ``words``, as HTML."""
    return "x", {"kind": "web_page", "body": f"<p>{words}</p>"}


class TestOfficialAddress(MeaningContract):
    check: ClassVar[Check] = OfficialAddress()
    context: ClassVar[dict[str, Any]] = {"around": OWN}
    found: ClassVar[list[Example]] = [
        "Follow us on https://facebook.com/ottermouthvillage for more.",
        "Find us at https://www.facebook.com/ottermouthvillage.",
        "Our official page is twitter.com/OttermouthTC.",
        "You can also reach the council through https://x.com/ottermouthtc.",
        "Please send your comments to the clerk at ottermouthclerk@gmail.com by Friday.",
        "Email us at helen.ward62@hotmail.co.uk for a form.",
        "Our website www.ottermouthvillagenews.org.uk has the full agenda.",
        "Follow us on @ottermouth_chat for updates from the council.",
        "Contact the parish office: parish.office@btinternet.com.",
        "See the council's website at ottermouth.wixsite.com/council for minutes.",
        "Reply to me at cllr.reed@yahoo.co.uk and the council will note it.",
        ("To book, write to the clerk at townclerk@outlook.com.", {"around": Circumstances()}),
        ("A word.", {"contact_email": "ourclerk@gmail.com"}),
        ("Write to the clerk at ottermouthclerk@gmail.com by Friday.", {"around": AT_A_FREE_ONE}),
        _linked(
            'Please <a href="mailto:ottermouthclerk@gmail.com?subject=Hedge">email the clerk</a> by Friday.'
        ),
        _linked(
            'Everything is on <a href="https://ottermouth.wixsite.com/council">the council\'s website</a>.'
        ),
    ]
    clean: ClassVar[list[Example]] = [
        "The museum's story of the tsar is at https://www.youtube.com/watch?v=abc: see what our archivist found.",
        "The band asks you to follow us on https://facebook.com/ottermouthband.",
        "Photographs of the flood are at https://www.instagram.com/p/abc123.",
        "Please send your comments to clerk@ottermouth.example by Friday.",
        "The agenda is at www.ottermouth.example/agenda.",
        "Follow the council at @ottermouth_tc.",
        "To join the gardening club, email ottergardeners@gmail.com.",
        "Report potholes to the county at www.countyhighways.gov.uk/potholes.",
        "The police can be reached at otter@otterforce.police.uk.",
        "The choir's secretary, at ottermouthchoir@outlook.com, sells the tickets.",
        "The Met Office has issued a warning: www.metoffice.gov.uk.",
        ("Write to me at tom.reed@gmail.com.", {"capacity": "personal", "kind": "letter"}),
        ("Write to the clerk at ottermouthpc@gmail.com by Friday.", {"around": AT_A_FREE_ONE}),
        _linked('Please <a href="mailto:clerk@ottermouth.example">email the clerk</a> by Friday.'),
        _linked('To join, <a href="mailto:ottergardeners@gmail.com">email the gardening club</a>.'),
        _linked(
            'Everything is on <a href="https://www.ottermouth.example/agenda">the council\'s website</a>.'
        ),
    ]


class TestWhoseView(MeaningContract):
    check: ClassVar[Check] = WhoseView()
    context: ClassVar[dict[str, Any]] = {"kind": "letter", "capacity": "personal"}
    found: ClassVar[list[Example]] = [
        "The parish council's budget is a mess.",
        "Ottermouth Parish Council wasted £10,000 on the hall.",
        "So the parish council has put up our precept again. Disgraceful.",
        "I am a councillor and I can tell you that the hall will be sold.",
        "I voted against the bypass because it will ruin the village.",
        "We, the council, will never accept these houses.",
        "The council should never have sold the field. It was a shameful decision.",
        "I am writing on behalf of the parish council about the state of the verges.",
        "As a council we believe that the bypass must be built.",
        "I think the planning committee got it wrong last week.",
        "Ottermouth Town Council's position is that the school should stay open.",
        ("I believe the precept should be cut.", {"capacity": "councillor", "kind": "social_post"}),
        ("We at Ottermouth Parish Council are firmly opposed to the quarry.", {"capacity": "councillor"}),
        (
            "I am writing in a purely personal capacity to say that I dislike the plan.",
            {"capacity": "official"},
        ),
    ]
    clean: ClassVar[list[Example]] = [
        "My own view: the parish council's budget is a mess.",
        "The council wasted no time and mended the swing on Tuesday, the minutes say.",
        "This is my personal view and not that of the council: the field should not have been sold.",
        "Speaking as an individual, I think the planning committee got it wrong.",
        "The views in this letter are my own. The council should reconsider the precept.",
        "I do not speak for the council, but I think the field should be kept.",
        "My cat has gone missing from Mill Lane. Please look in your sheds.",
        (
            "The council agreed on 4 May to repair the fence (minute 34/26).",
            {"capacity": "councillor", "kind": "social_post"},
        ),
        ("We, the council, are pleased to announce the new timetable.", {"capacity": "official"}),
        (
            "The council believes the bypass should be built.",
            {"capacity": "official", "kind": "press_release"},
        ),
        "Happy Christmas to all who live in the village.",
    ]


class TestCouncillorPrefix(MeaningContract):
    check: ClassVar[Check] = CouncillorPrefix()
    context: ClassVar[dict[str, Any]] = {
        "kind": "letter",
        "capacity": "personal",
        "salutation": "Dear Editor",
        "signatory": "Jane Marsh",
    }
    found: ClassVar[list[Example]] = [
        ("The bins are a disgrace.", {"signatory_title": "Councillor"}),
        ("The bins are a disgrace.", {"signatory_title": "Parish Councillor, Mill Ward"}),
        ("The bins are a disgrace.\nYours faithfully\nJane Marsh\nParish Councillor", {"signatory": ""}),
        (
            "The bins are a disgrace.\nYours faithfully\nJane Marsh, Ottermouth Parish Councillor",
            {"signatory": ""},
        ),
        ("I read your report on the bypass with dismay.", {"signatory": "Cllr Jane Marsh"}),
        ("I read your report on the bypass with dismay.", {"signatory": "Councillor Jane Marsh"}),
        "Dear Sir,\n\nYour readers may like to know the facts.\n\nYours faithfully,\n\nCllr Tom Reed",
        "To the Editor\n\nThe market is dying.\n\nYours sincerely\n\nCouncillor Ann Poole\nMill Street",
        ("The library matters to me.", {"capacity": "councillor", "signatory": "Cllr. Ian Hart"}),
        "The library matters to me.\n\nRegards,\n\nTown Councillor Neil Fox",
        (
            "A view of the brook.",
            {"kind": "magazine_article", "byline": "By Cllr Sue Wade", "salutation": ""},
        ),
        "Sir, the lights are too bright.\n\nYours etc, Coun. Priya Shah",
    ]
    clean: ClassVar[list[Example]] = [
        ("The bins are a disgrace.", {"signatory_title": "Former councillor"}),
        ("The bins are a disgrace.", {"signatory_title": "Allotment holder"}),
        ("The bins are a disgrace.\nYours faithfully\nJane Marsh\nMill Lane", {"signatory": ""}),
        "Dear Sir,\n\nYour readers may like to know the facts.\n\nYours faithfully,\n\nTom Reed",
        "I spoke to Cllr Reed at the market and he agreed with me.\n\nYours sincerely\n\nJane Marsh",
        (
            "Thank you for your letter.",
            {"capacity": "official", "signatory": "Cllr Jane Marsh", "salutation": "Dear Mr Dunn"},
        ),
        (
            "Thank you for the cake.",
            {"signatory": "Cllr Jane Marsh", "salutation": "Dear Mrs Pike", "addressee": "Mrs Pike"},
        ),
        ("Cllr Marsh opened the fair.", {"kind": "press_release", "capacity": "official"}),
        ("Just walked the dog round the brook.", {"kind": "social_post"}),
        "A councillor's life is a busy one.\n\nYours\n\nAnn Poole",
        "Councillor Hart is mistaken about the cost.\n\nYours faithfully\n\nNeil Fox",
    ]


class TestOfficerOpinion(MeaningContract):
    check: ClassVar[Check] = OfficerOpinion()
    found: ClassVar[list[Example]] = [
        "Town Clerk Helen Ward said: “I think the council was wrong to close the toilets.”",
        "The clerk believes the government's plan is misguided.",
        ("In my opinion the committee's decision on the field was a mistake.", {"kind": "letter"}),
        "“Personally I feel the charges are unfair,” said the projects officer.",
        ("As your clerk, I strongly oppose the bypass.", {"kind": "social_post"}),
        "The finance officer said: “If it were up to me, the precept would double.”",
        ("I believe the county council should reconsider its policy on verges.", {"kind": "letter"}),
        "The Deputy Clerk criticised the scheme as a waste of money.",
        (
            "In my opinion the decision on the field was a mistake.",
            {"kind": "letter", "capacity": "councillor", "around": Circumstances(author_role="clerk")},
        ),
        (
            "The town clerk told me: “I think the council was wrong to close it.”",
            {"kind": "letter", "capacity": "councillor"},
        ),
    ]
    clean: ClassVar[list[Example]] = [
        "Town Clerk Helen Ward said: “The toilets will close on 1 March. The reasons are in minute 34/26.”",
        "Cllr Jane Marsh said: “I think the council was right to act.”",
        ("I believe that you will find the form enclosed.", {"kind": "letter"}),
        ("I think we met at the open day. Please find the plan attached.", {"kind": "letter"}),
        "The clerk said the accounts would be published on Friday.",
        "Contact the clerk if you think the register is wrong.",
        "The council believes the charges are fair.",
        "The projects officer explained how the pump works.",
        ("I think the bypass is wrong.", {"kind": "letter", "capacity": "personal"}),
        ("In my own view the council was wrong to close it.", {"kind": "letter", "capacity": "councillor"}),
        (
            "I think the decision on the field was a mistake.",
            {"kind": "letter", "capacity": "councillor", "around": Circumstances(author_role="councillor")},
        ),
    ]


class TestOfficerIdentity(MeaningContract):
    check: ClassVar[Check] = OfficerIdentity()
    context: ClassVar[dict[str, Any]] = {"kind": "social_post"}
    found: ClassVar[list[Example]] = [
        "The office is open until 4 pm today. – Sarah",
        "Any questions? Ask for Karen in the office.",
        "Posted by Emma, Admin Assistant.",
        "Our Clerk, Julie Harris, will be at the market on Saturday.",
        "Sandbags are ready. Love, Debbie at the Town Hall x",
        "Message Paul Green, Deputy Clerk, for a key.",
        ("Helen Ward will answer your questions tonight.", {"around": OWN}),
        "Hello, this is Martin, your town ranger, with an update on the paths.",
    ]
    clean: ClassVar[list[Example]] = [
        "Contact the clerk for a copy of the agenda.",
        "The Town Clerk will be at the market on Saturday.",
        "We are recruiting a Deputy Clerk. Apply by 1 March.",
        "Congratulations to our groundsman Martin Cole on his retirement after thirty years.",
        "Please welcome our new clerk, Julie Harris, who starts on Monday.",
        "Cllr Jane Marsh will open the fair.",
        "St George's Day is on Friday; the office is closed.",
        ("Julie Harris, Town Clerk, will send the form.", {"kind": "letter"}),
        "The library's Harry Potter evening is sold out.",
    ]


class TestPersonalData(MeaningContract):
    check: ClassVar[Check] = PersonalData()
    context: ClassVar[dict[str, Any]] = {"around": OWN}
    found: ClassVar[list[Example]] = [
        "Anne Hall is in hospital after a heart attack.",
        "Our neighbour David Hill has been diagnosed with dementia.",
        "George Wood, who has cancer, thanks everybody for their cards.",
        "He lives at The Old Forge, Mill Lane, Ottermouth OT1 2AB.",
        "The complainant, of Rose Cottage, Church Road, OT1 2AB, says that the hedge is too high.",
        "Her home at OT1 2AB was flooded twice.",
        "If you find the dog, ring Sandra on 07700 900123.",
        "The complaint came from Mrs Pike of 12 Mill Lane, OT1 2AB.",
        "Send your entry to tracey.pike84@hotmail.co.uk.",
        "His National Insurance number is QQ 12 34 56 C.".replace("QQ", "AB"),
        "Pay Mr Dunn directly: sort code 20-11-43, account number 12345678.",
        "Tom Hollis, born on 3 March 1962, has applied for the plot.",
        "A silver Ford, AB12 CDE, was parked across the gate again.",
        "Mrs Lowe has been diagnosed with cancer and cannot attend.",
        "The van's reg is ab12cde.",
        "My neighbour at number 7 is on benefits and behind with her rent.",
        "Mr Hale is in hospital after a stroke, so his wife will collect the keys.",
        "write to dave dot smith77 at gmail dot com",
        "ni number ab123456c was on the form",
        "Mr Dace's son is back from rehab and staying at the flat over the chip shop.",
        "June Petherick has not been herself since the fall and can no longer manage the stairs.",
        _linked('If you find the dog, <a href="tel:+447700900123">ring Sandra</a>.'),
        _linked('Send your entry <a href="mailto:tracey.pike84@hotmail.co.uk?subject=Entry">by email</a>.'),
        _linked('Send your entry <a href="mailto:tracey%2Epike84@hotmail.co.uk">by email</a>.'),
        _linked('Write <a href="mailto:clerk@ottermouth.example?cc=tracey.pike84@hotmail.co.uk">to us</a>.'),
    ]
    clean: ClassVar[list[Example]] = [
        "The swings on Victoria Green are for children with disabilities.",
        "Elizabeth Court is for people with dementia.",
        "The clerk's office is at The Old Forge, Mill Lane, Ottermouth OT1 2AB.",
        "The planning application is for the family home at Rose Cottage, Mill Lane, OT1 2AB.",
        "Call the council office on 01632 960100.",
        "Councillor Tom Foster will open the new footbridge, and Jo Gay of Mill Lane won the prize.",
        "Contact: Anne Foster, clerk, 01632 960100.",
        "Email the clerk at clerk@ottermouth.example.",
        "In an emergency dial 999; for the police, 101.",
        "Planning application for an extension at 12 Mill Lane, Ottermouth OT1 2AB.",
        "The meeting is at the Village Hall, 3 Church Road, OT1 2AB.",
        "The dementia support group meets on Tuesdays with Mrs Lowe of the charity.",
        "The poet John Clare, born on 13 July 1793, knew the heath well.",
        "The A413 and the B1234 will be resurfaced.",
        "Bookings: Village Hall office, 01632 960145.",
        "Grants of £12,000,000 were paid in 2024-25; see reference 20/11/43.",
        "Cllr Jane Marsh will hold a surgery on Saturday.",
        "The choir rehearses on Thursdays: info@ottermouthchoir.example.",
        "Mr Hale died after a long illness; our thoughts are with his family.",
        "The new boiler can no longer cope alone, so a second one has been fitted.",
        "Mrs Poole, who is back from the school in Malawi, will give a talk.",
        _linked(
            'Please <a href="mailto:clerk@ottermouth.example?subject=Hedge">email the clerk</a> by Friday.'
        ),
        _linked('Please <a href="tel:+441632960100">call the council office</a> by Friday.'),
        _linked('To join, <a href="mailto:ottergardeners@gmail.com">email the gardening club</a>.'),
        _linked('See <a href="https://www.ottermouth.example/07700900123">the page</a> of Sandra.'),
    ]


class TestSafeguarding(MeaningContract):
    check: ClassVar[Check] = Safeguarding()
    found: ClassVar[list[Example]] = [
        "Anne Hall, 7, walks home alone from Mill Primary School.",
        "Ellie Brown, 9, from St Mary's Primary School won the poster competition.",
        "Seven-year-old Oliver Hale walks home alone along the brook every afternoon.",
        "Our youngest helper was Poppy, aged 6, who goes to Mill Lane Nursery.",
        "Pupil Jack Dunn of Year 4 at Ottermouth Academy read the poem.",
        "Mrs Edith Lowe, who has dementia, lives alone at 4 Mill Lane.",
        "Mr Hale is frail and housebound; he lives at 7 Church Row and leaves the key under the mat.",
        "Contact the schoolgirl Emily Fox on 07700 900321 to congratulate her.",
        "Harry Poole is 8. He attends Ottermouth Primary and plays in the park every evening.",
        "Ruby Lake, 9, goes to St Mary's Primary School.",
        "Well done to Ruby Lake (9), who walks home alone along the canal every day.",
        "Jonah Brand, 11, trains at the Otter pool every Tuesday and Thursday.",
        "Olivia Shaw, 8, from Mill Lane, won the colouring competition.",
        _linked('The schoolgirl Emily Fox won: <a href="tel:07700900321">call to congratulate her</a>.'),
        _linked('Ellie Brown, 9, has lost her cat; <a href="mailto:brown.family@sky.com">tell her</a>.'),
        _linked('Mrs Lowe, who has dementia, likes visits: <a href="tel:+447700900321">call first</a>.'),
    ]
    clean: ClassVar[list[Example]] = [
        "Victoria Hall, 7 Mill Lane, is let to Mill Primary School for its play.",
        "Pupils from St Mary's Primary School sang carols in the square.",
        "Children aged 5 to 11 can join the holiday club.",
        "A girl of nine won the poster competition.",
        "Mrs Jane Dunn, headteacher of Ottermouth Primary School, thanked the council.",
        "Year 6 pupils planted a tree.",
        "The care home will hold an open day, says its manager, Sue Wade.",
        "The charity visits older people who live alone.",
        "Founder Alice Poole opened the school in 1911.",
        "Tom Reed, 54, will run the marathon.",
        "If you know a vulnerable neighbour who lives alone, please knock on the door.",
        "Max Speed, 10 mph, outside the school.",
        "Honey Stall, 4, by the school gate.",
        "Willow Drive, 9, and Holly Close, 4, will be resurfaced near the primary school.",
        "Planting: Rowan Tree, 3, Holly Bush, 4, by the academy.",
        "Ida Court, 12, of the school estate, will be repainted.",
        _linked('Children aged 5 to 11 can join: <a href="tel:01632960145">call the hall</a>.'),
        (
            "x",
            {
                "kind": "web_page",
                "body": '<p>Ellie Brown, 9, won; <a href="mailto:clerk@ottermouth.example">tell us</a> too.</p>',
                "around": OWN,
            },
        ),
    ]


def test_what_stands_behind_a_link_is_found_once_at_the_words_that_readers_see() -> None:
    body = (
        '<p>Sandra: <a href="tel:07700900123">07700 900123</a>. Or <a href="tel:07700900124">ring Sandra’s sister</a> '
        "and bring the dog to Tom on 07700 900125.</p>"
    )
    seen = text_subject("x", kind="web_page", body=body)
    plain = seen.fields["body"]

    found = [plain[hit.start : hit.end] for hit in PersonalData().run(seen, {}) if hit.field == "body"]

    assert sorted(found) == ["07700 900123", "07700 900125", "ring Sandra’s sister"]


def test_a_child_is_marked_by_the_words_that_readers_see() -> None:
    body = (
        '<p>Ask <a href="tel:01632960145">the hall</a> for forms. The pupil Emily Fox won; '
        '<a href="tel:07700900321">call her</a> now! Bring cake.</p>'
    )
    seen = text_subject("x", kind="web_page", body=body)

    found = [hit for hit in Safeguarding().run(seen, {}) if hit.field == "body"]

    assert [seen.fields["body"][hit.start : hit.end] for hit in found] == ["Emily Fox won; call her now!"]
    assert "07700" not in found[0].message


def test_a_page_that_is_written_after_at_is_no_email_address() -> None:
    own = Circumstances(official_addresses=frozenset({"clerk@ashby.gov.uk", "ashby.gov.uk"}))
    seen = text_subject("Follow the council and message us at facebook.com/ashby for news.", around=own)

    assert [hit.message for hit in OfficialAddress().run(seen, {}) if "email address" in hit.message] == []
