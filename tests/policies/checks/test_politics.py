"""What the checks of politics and promotion find, in sentences as councils write them."""

from typing import Any, ClassVar

from policies.checks.base import Check
from policies.checks.commercial import Commercial
from policies.checks.councillor_promotion import CouncillorPromotion
from policies.checks.election_controversy import ElectionControversy
from policies.checks.party_identity import PartyIdentity
from policies.checks.party_political import PartyPolitical
from policies.checks.personal_interest import PersonalInterest
from policies.checks.persuasion import Persuasion
from policies.circumstances import PeriodNow
from policies.subjects import Circumstances, ProbedLink
from tests.policies.checks.meaning import Example, MeaningContract, text_subject

JOIN_PAGE = Circumstances(
    links={"https://ow.example.org/x": ProbedLink(200, "https://labour.org.uk/join", "Join the Labour Party")}
)


def _linked(address: str, words: str, **around: Any) -> Example:
    """Return an example in which ``address`` stands behind ``words`` (both as HTML)."""
    body = f'<p>The play area has reopened. See <a href="{address}">{words}</a>.</p>'
    return "x", {"kind": "web_page", "body": body, **around}


_BEHIND_A_NOTICE: list[Example] = [
    (f"{heading}The Conservatives have betrayed you. {phrase}", {"kind": kind})
    for heading, phrase, kind in [
        ("", "Notice is hereby given that Mill Lane is closed.", "notice"),
        ("", "Nomination papers are at the returning officer's.", "notice"),
        ("NOTICE OF POLL\n", "Marsh, Jane (Labour Party). Reed, Tom (Independent).", "notice"),
        ("Notice of election\n", "Polling stations are open from 7 am.", "press_release"),
        ("Notice of election\n", "Polling stations are open from 7 am.", "social_post"),
    ]
]
"""A party's affairs, beside what an official notice about an election says."""


class TestPartyPolitical(MeaningContract):
    check: ClassVar[Check] = PartyPolitical()
    found: ClassVar[list[Example]] = [
        "On Thursday, vote for Jane Marsh.",
        "We urge you to vote for Tom Hill.",
        "Remember to vote for Sarah Wood on 6 May!",
        "Vote blue!",
        "The Labour Party has promised to reopen the station, and we look forward to seeing it happen.",
        "Only Labour will protect our library from closure.",
        "Yet again the Conservatives have cut funding for rural buses.",
        "Vote for Jane Marsh on Thursday 6 May and keep our village green.",
        "Please lend us your vote on polling day.",
        "The Lib Dems on the county council opposed the scheme from the start.",
        "Reform UK members attended the opening of the new play area.",
        "It is time to take back control of our town.",
        "The government has betrayed rural communities and should be ashamed.",
        "Come and meet your local Green candidate at the market on Saturday.",
        "Send them a message at the ballot box this May.",
        "After fourteen years of Tory neglect our roads are finally being mended.",
        ("Great news from our MP.", {"kind": "social_post", "link": "https://www.libdems.org.uk/news"}),
        ("Well worth reading: https://ow.example.org/x", {"around": JOIN_PAGE}),
        "The Labour government's planning reforms will hit villages like ours hard.",
        "Ottermouth deserves better: vote them out.",
        "After ten years of that lot in Westminster, is it any wonder the bins are not emptied?",
        "Our friends in the blue rosettes would sell the park tomorrow if they could.",
        "Only one group on this council voted to keep the library open.",
        "The town will remember them when it goes to the polls in May.",
        "Get the Tories out. The returning officer is at the Guildhall.",
        *_BEHIND_A_NOTICE,
        _linked("https://www.labour.org.uk/join", "Find out more"),
        _linked("https://www.ottermouthlibdems.org.uk/", "our neighbours’ campaign page"),
        _linked("https://www.conservatives.com/donate?a=1&amp;b=2", "a page at news.example.org"),
        _linked("https://www.greenparty.org.uk/", "www.example.org/news"),
        _linked("https://www.facebook.com/OttermouthLabour/posts/1", "Photographs &amp; more"),
        _linked("https://x.com/otterdale_conservatives", "follow the news"),
        _linked("https://ow.example.org/x", "the whole <strong>story</strong>", around=JOIN_PAGE),
        _linked("https://ottermouth-labour.example/", "here"),
    ]
    clean: ClassVar[list[Example]] = [
        "Councillors were asked to vote for Jane Marsh as chairman of the committee.",
        "You can vote for Sarah Wood's picture in the photo competition.",
        "Residents are asked to vote for Ottermouth in the awards.",
        "Vote blue for the benches on the form in the library.",
        "The recycling point in the Labour Club car park will be emptied on Tuesday.",
        "At a conservative estimate the repairs will cost £12,000.",
        "The reform of the bus timetable takes effect on 4 January.",
        "Our green spaces were judged the best in the county.",
        "Labour costs have risen by six per cent since the contract was let.",
        "The blood donors meet at the Ottermouth Conservative Club on Friday.",
        (
            "Statement of Persons Nominated: Jane Marsh, Labour Party; Tom Reed, Conservative Party.",
            {"kind": "notice"},
        ),
        (
            "Result of the Election\nJane Marsh (Labour Party) was duly elected.",
            {"kind": "notice"},
        ),
        "Vote for your favourite scarecrow at the library before Saturday.",
        "Remember to register to vote by midnight on 20 April, and bring photo identification.",
        "A working party will clear the brook on Sunday; the garden party is on 4 July.",
        "The council voted for the new bench by nine votes to two.",
        "The committee considered an application for change of use of the former Liberal Association rooms.",
        "The Government has announced a new fund for village halls, and the council will apply.",
        "The town's independent traders are holding a late opening on Thursday.",
        "Momentum is building for the community orchard.",
        "The Greens Committee reports that bowling starts on 1 May.",
        "We will remember them on Friday 8 May.",
        "Residents will remember them on 8 May, VE Day, with a service at the cross.",
        "The pony club team, wearing blue rosettes, led the parade.",
        "This lot at Downing Street Farm will be auctioned on Friday: lot 14, a tractor.",
        "One group in the council's survey wanted benches and the other wanted trees.",
        _linked("https://www.example.org/labour-market-figures", "the figures for March"),
        _linked("https://ottermouthlabourclub.example/bookings", "Book the hall"),
        _linked("https://www.gov.uk/government/news/party-conference", "the announcement"),
        _linked("https://www.ilo.int/topics/child-labour", "what is meant by that"),
        _linked("https://www.endchildlabour.example/", "the charity’s page"),
        _linked("https://www.facebook.com/OttermouthInBloom/posts/labour", "photographs"),
        _linked("https://conservatoriesdirect.example/", "the builder’s page"),
        _linked("mailto:clerk@ottermouth-tc.example", "write to the clerk"),
        _linked("https://www.example.org/reform", "the reform of the timetable"),
    ]

    def test_the_words_of_a_link_are_what_is_marked(self) -> None:
        seen = text_subject(
            "",
            kind="web_page",
            body='<p>Here &amp; there. <a href="https://labour.org.uk/join">Read it here</a></p>',
        )

        [hit] = self.hits(seen)

        assert seen.fields["body"][hit.start : hit.end] == "Read it here"
        assert hit.message == "The link behind “Read it here” leads to a political party."

    def test_an_address_that_is_written_out_and_linked_is_found_once(self) -> None:
        written = "https://www.labour.org.uk/"
        seen = text_subject("", kind="web_page", body=f'<p>See <a href="{written}">{written}</a></p>')

        assert len(self.hits(seen)) == 1


class TestPartyIdentity(MeaningContract):
    check: ClassVar[Check] = PartyIdentity()
    found: ClassVar[list[Example]] = [
        "Cllr Jane Marsh (Lab) said the new crossing would save lives.",
        "Labour councillor Tom Reed opened the exhibition.",
        "Councillor Ann Poole, Liberal Democrat, chairs the committee.",
        "The leader of the Conservative group, Cllr Ian Hart, welcomed the report.",
        "Cllr Priya Shah, who sits as an Independent, seconded the motion.",
        "The amendment was moved by Cllr Hall (Con, North ward).",
        "Green Party councillor Sue Wade planted the first tree.",
        "Cllr Neil Fox was elected for Reform UK in 2025.",
        "Two Lib Dem councillors abstained.",
        "Notice is hereby given. Cllr Jane Marsh (Labour) proposes to scrap the bypass.",
        ("NOTICE OF POLL\nCllr Jane Marsh (Labour) proposes to scrap the bypass.", {"kind": "notice"}),
        "Statement of persons nominated: Cllr Jane Marsh (Labour).",
    ]
    clean: ClassVar[list[Example]] = [
        "Cllr Jane Marsh, chairman of the Planning Committee, said the crossing would save lives.",
        "Councillor Tom Reed (North ward) opened the exhibition.",
        "The Mayor, Cllr Ann Poole, visited the Labour Club's centenary lunch.",
        "Cllr Ian Hart spoke about the council's green spaces.",
        "The Independent Remuneration Panel will report to councillors in May.",
        "Councillors asked for an independent survey of the bridge.",
        "Cllr Sue Wade said a conservative estimate was £4,000.",
        (
            "Notice of Election. Statement of persons nominated: Cllr Hall, Robert (Conservative Party candidate).",
            {"kind": "notice"},
        ),
        "Cllr Shah thanked members of the group of volunteers.",
    ]


class TestPersuasion(MeaningContract):
    check: ClassVar[Check] = Persuasion()
    found: ClassVar[list[Example]] = [
        "We urge all residents to oppose the bypass before it is too late.",
        "Please sign our petition against the new housing estate.",
        "Say no to the solar farm!",
        "Residents should reject the county's proposals for a unitary council.",
        "Write to your MP to demand that the scheme is scrapped.",
        "Join us in fighting the closure of the library.",
        "Vote Yes in the neighbourhood plan referendum on 6 May.",
        "Any sensible resident can see that the plan is a disaster.",
        "Hands off our green belt.",
        "The council is calling on villagers to object to the planning application for 200 homes.",
        "Don't let them build on Mill Meadow.",
        "We encourage everyone to support the bypass scheme when the county consults.",
        "No thinking person could look at the plans for Station Road and not be against them.",
        "When the questionnaire about the bypass comes you will know which box deserves your tick.",
        "Write to your MP this week and tell her that the hospital cuts are wrong.",
        "Everyone should oppose it. Nomination papers are at the Guildhall.",
        ("NOTICE OF POLL\nEveryone should oppose it.", {"kind": "notice"}),
    ]
    clean: ClassVar[list[Example]] = [
        "We urge residents to keep dogs on leads during the lambing season.",
        "Have your say on the draft neighbourhood plan by 30 June.",
        "Residents who wish to object should write to the district council by 4 March.",
        "The council has objected to the planning application because of the risk of flooding.",
        "Please support the food bank's Christmas appeal.",
        (
            "The council agreed to support the bypass, by seven votes to four, because it would take "
            "lorries out of the High Street."
        ),
        "The petition against the closure was presented to the council on Monday.",
        "Say no to doorstep scams: never hand over your bank card.",
        "Please write to the clerk with your views, for or against.",
        "Everyone should check that they are registered to vote.",
        (
            "The referendum asks whether the neighbourhood plan should be used to decide applications. "
            "You can vote yes or no."
        ),
        "We are asking people to join the litter pick on Saturday.",
        "Unless you object by 4 May the footpath order will be confirmed.",
        "You will know which box to tick when you have read the guidance notes.",
        "Email your MP to tell her office if the polling card is wrong.",
    ]


class TestCouncillorPromotion(MeaningContract):
    check: ClassVar[Check] = CouncillorPromotion()
    found: ClassVar[list[Example]] = [
        "Hard-working Cllr Jane Marsh has been out again clearing gutters.",
        "Thanks to the tireless efforts of Cllr Tom Reed, the bus shelter has been replaced.",
        "Cllr Ann Poole has single-handedly saved the library.",
        "Without Cllr Hart this playground would never have been built.",
        "Follow Cllr Priya Shah on Facebook for more good news.",
        "Another victory for Councillor Neil Fox, who never stops fighting for North ward.",
        "Cllr Sue Wade secured £20,000 for the skate park after a long battle.",
        (
            "“I have fought for this crossing for ten years and I am proud to have delivered it,” said "
            "Cllr Marsh."
        ),
        "Meet your councillor: Cllr Tom Reed, the man who gets things done.",
    ]
    clean: ClassVar[list[Example]] = [
        (
            "Cllr Jane Marsh, chairman of the Open Spaces Committee, said: “The council is glad that the "
            "path is open again.”"
        ),
        "The Mayor, Cllr Tom Reed, opened the fair on Saturday.",
        "Our tireless volunteers cleared forty bags of litter.",
        "Cllr Ann Poole was elected chairman for the coming year.",
        "Cllr Hart proposed and Cllr Shah seconded that the minutes be approved.",
        (
            "The council was sad to learn of the death of former councillor Joan Field, who served the "
            "town tirelessly for thirty years."
        ),
        "Councillors thanked the hard-working grounds team.",
        "Councillors will hold a surgery in the library on Saturday from 10 am.",
        "The council secured £20,000 for the skate park from the county's play fund.",
        "Thank you for your letter. I have asked the highways authority to inspect the drain.",
    ]


class TestPersonalInterest(MeaningContract):
    check: ClassVar[Check] = PersonalInterest()
    found: ClassVar[list[Example]] = [
        "Pop into my shop in the High Street for a warm drink while the road is closed.",
        "I also run a holiday cottage in the village if your guests need rooms.",
        "Please sign my petition to bring back the post office.",
        "My planning application for the barn is on the portal; please comment in support.",
        "Cllr Hart's own company, Hart Landscapes, can quote for your hedges.",
        "Support my campaign for a seat on the hospital board.",
        "My wife's salon is offering free coffee after the parade.",
        "Donate to my GoFundMe page so that I can ride from Land's End.",
        "The field I own behind the church would be ideal for houses.",
        (
            "My view alone: the bypass takes the bottom of our garden and a third off the house.",
            {"capacity": "councillor"},
        ),
    ]
    clean: ClassVar[list[Example]] = [
        "Cllr Hart declared an interest as the owner of the garden centre and left the room.",
        "In my role as clerk I can send you a copy of the minutes.",
        "My thanks to everyone who helped at the litter pick.",
        "The council's campaign to reduce speeding starts on Monday.",
        "Please let me know if my colleagues can help.",
        "Councillors must register their business interests within 28 days.",
        "I own two dogs and I use the park every day.",
        "The chairman's charity this year is the air ambulance.",
        "It is my firm belief that the minutes are accurate.",
        "The path cuts across the corner of our orchard open day site.",
        "The stain takes years off the look of the house.",
    ]


class TestCommercial(MeaningContract):
    check: ClassVar[Check] = Commercial()
    found: ClassVar[list[Example]] = [
        "Mention this post at Bella's Salon for 20% off your first cut.",
        "Reed & Sons Plumbing: no job too small, free quotes.",
        "For all your garden needs, visit Hart Garden Centre.",
        "We highly recommend Marsh Builders for any home extension.",
        "Treat yourself at the new Mill Street Bistro, the best pizzas in town.",
        "Advertise with us: a quarter page in our newsletter from £40 a month.",
        "Sponsored post: Poole Estate Agents are selling homes in your street.",
        "Opening offer at the Fox and Hounds: two for one on all mains this week.",
        "Call Dave on 01632 960145 for a free estimate.",
        "Buy one get one free at Fox Bakery until Friday.",
        "The cheapest place for logs is Ash Timber, ring 01632 960555.",
        "The friendliest welcome is at Ash Tree Stores; call 01632 960556 to order.",
    ]
    clean: ClassVar[list[Example]] = [
        "The best place to cross is High Street, by the clock.",
        "The cheapest way to get to the fair is the bus from Mill Lane.",
        "The best place for questions about the precept is the office: ring 01632 960100.",
        "A charity coffee morning in aid of the hospice will be held at the village hall; cakes from £1.",
        (
            "The contract for the play area was awarded to Marsh Builders Ltd for £48,200 after three "
            "quotations were received."
        ),
        "Allotment rents are £32 a year, with 50% off for pensioners.",
        "Please shop local this Christmas: parking is free on Saturdays in December.",
        "The farmers' market returns to the square on Sunday from 9 am.",
        "Tickets for the panto cost £8 and can be booked at the Town Hall.",
        "Hall hire is £14 an hour; call the clerk to book.",
        (
            "The council invites tenders for grass cutting. Quotations should reach the clerk by 12 noon "
            "on 1 March."
        ),
        "Mill Lane will be closed outside Fox Bakery while the gas main is replaced.",
        (
            "Advertisement placed by Ottermouth Town Council to recruit a town ranger. Cost: £180. Apply "
            "now online for the post."
        ),
        "The bus company is offering half-price fares for under-16s during the holidays.",
        "The school fete has a raffle, a tombola and the best cakes in town.",
    ]


LISTED = Circumstances(periods=frozenset({"referendum"}), controversies=("Mill Meadow",))
IN_DISPUTE = Circumstances(periods=frozenset({"parish_election"}), controversies=("pool", "St John’s field"))
IN_A_WARD = Circumstances(
    periods=frozenset({"parish_election"}),
    controversies=("Mill Meadow",),
    running=(PeriodNow(1, "parish_election", "vacancy in Hazelbrook", ward="Hazelbrook"),),
)
ELECTION = Circumstances(periods=frozenset({"parish_election"}))


class TestElectionControversy(MeaningContract):
    check: ClassVar[Check] = ElectionControversy()
    context: ClassVar[dict[str, Any]] = {"around": ELECTION}
    found: ClassVar[list[Example]] = [
        "The controversial bypass scheme moved a step closer last night.",
        "Cllr Jane Marsh said she was delighted with the new changing rooms.",
        "The council will freeze the precept for the next four years.",
        "Anger grows over plans to close the library.",
        "Cllr Reed's proposal for a market hall will be built next year.",
        "The council launches a public consultation on the future of the pool.",
        "The council has condemned the county's decision to end the subsidy.",
        "Our MP opened the new surgery on Friday.",
        ("Work on Mill Meadow goes on.", {"around": LISTED}),
        ("Work on Mill Meadow goes on.", {"around": IN_A_WARD}),
        ("The controversial bypass around Hazelbrook moved a step closer.", {"around": IN_A_WARD}),
        "Notice is hereby given. Cllr Jane Marsh proposes to scrap the controversial bypass.",
        ("NOTICE OF POLL\nThe controversial bypass moved a step closer.", {"kind": "notice"}),
        "“We will build it,” said Councillor Jane Marsh.",
        "“We will build it,” said the Mayor, Cllr Jane Marsh.",
        ("Thanks to all on St John's Field.", {"around": IN_DISPUTE}),
        ("The Pool reopens.", {"around": IN_DISPUTE}),
    ]
    clean: ClassVar[list[Example]] = [
        (
            "Notice of Election: election of fifteen councillors. Nomination papers may be had from the "
            "Returning Officer."
        ),
        "Polling stations are open from 7 am to 10 pm. Bring photo identification.",
        ("Try carpooling to Liverpool.", {"around": IN_DISPUTE}),
        (
            "Statement of persons nominated\nCllr Pool, Jane (Labour Party candidate), 3 Mill Lane.",
            {"kind": "notice", "around": IN_DISPUTE},
        ),
        "Mill Lane is closed on Tuesday for resurfacing.",
        "Bins are collected a day later after the bank holiday.",
        "The Annual Town Meeting takes place on 12 April at 7 pm.",
        "The library is closed on Good Friday.",
        "Flood warning: the river is rising. Call 999 if you are in danger.",
        ("The controversial bypass scheme moved a step closer last night.", {"around": Circumstances()}),
        ("The controversial bypass scheme moved a step closer last night.", {"around": IN_A_WARD}),
        (
            "Cllr Jane Marsh said she was delighted.",
            {"around": Circumstances(periods=frozenset({"mourning"}))},
        ),
    ]

    def test_what_the_clerk_listed_is_shown_in_every_place(self) -> None:
        seen = text_subject("The pool is shut. A Pool is dear.", title="Pool news", around=IN_DISPUTE)

        found = [seen.fields[hit.field][hit.start : hit.end] for hit in self.hits(seen)]

        assert found == ["Pool", "pool", "Pool"]
