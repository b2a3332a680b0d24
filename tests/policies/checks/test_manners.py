"""What the checks of manners find: accusations, insults, slurs, swearing, tone, promises."""

from typing import Any, ClassVar

import pytest

from policies.checks.abuse import Abuse
from policies.checks.base import Check
from policies.checks.commitment import Commitment
from policies.checks.defamation import Defamation
from policies.checks.discrimination import Discrimination
from policies.checks.obscenity import Obscenity
from policies.checks.tone import Tone
from policies.subjects import Circumstances
from tests.policies.checks.meaning import Example, MeaningContract, text_subject


class TestDefamation(MeaningContract):
    check: ClassVar[Check] = Defamation()
    found: ClassVar[list[Example]] = [
        "Peter Green stole £500 from the cricket club.",
        "As we all know, Emma Wood is a liar and a cheat.",
        "Tom Hall has been fiddling the books of the football club for years.",
        "George Hill stole the takings, whatever he says now.",
        "Mr Dunn has been pocketing the takings from the village hall bar for years.",
        "Marsh Builders Ltd billed the council twice for work that was never done.",
        "The landlord of the Plough has been serving children.",
        "Everyone knows how Hart Construction got the contract: the owner plays golf with the surveyor.",
        "Mrs Pike knew about the asbestos and said nothing.",
        "Our former clerk lied to the auditors about the reserves.",
        "Dave Hollis is a crook and should be behind bars.",
        "The treasurer cannot say where the money went. His new car may be a clue.",
        "The developer bribed the planning officer to get permission.",
        "Tom Reed was drunk at the wheel of the council van.",
        "The owner of number 14 has been dumping rubble in the brook.",
        "Someone who runs the chip shop on High Street has been dumping fat in our drain again.",
        "The café in Mill Lane, Fleet Bakery, tips its cooking oil into the brook.",
        "Dr Lowe neglects his patients and falsified their records.",
        "Cllr Fox fiddled his expenses.",
        (
            "Brightwater has been polluting the stream for months.",
            {"around": Circumstances(businesses=("Brightwater",))},
        ),
        "The contractor cut corners and ignored the safety rules on the new swings.",
        "Dr Anwar signed the certificate without ever setting foot in the building.",
        "Until Mrs Hartnoll explains where the raffle takings went, nobody should hand her the float again.",
    ]
    clean: ClassVar[list[Example]] = [
        "Somebody stole the bench on Peter Green last week.",
        "Lead was stolen from Victoria Hall on Sunday night.",
        "Victoria Park was a disgrace before the volunteers came.",
        "A thief has been taking plants from George Wood.",
        "Thieves stole lead from the roof of St Mary's Church on Tuesday night.",
        "Mr Dunn's bicycle was stolen from outside the library.",
        "Someone has been dumping fat in the drain behind Fox Bakery.",
        "Please do not pour fat or cooking oil down the drain: Fox Bakery collects it.",
        "If you see anyone dumping rubbish in Mill Lane, please report it to the district council.",
        "Fraudsters are ringing residents and pretending to be from the council.",
        "John Hale was fined £800 by magistrates on 3 March for fly-tipping in Back Lane.",
        "Marsh Builders Ltd has finished the work two weeks early.",
        "There is no evidence that Mr Dunn did anything wrong.",
        "The council's anti-fraud and corruption policy was reviewed by Mrs Pike, the internal auditor.",
        "The field lies between Mill Lane and Mr Hart's farm.",
        "Contractors will cut the grass corners by hand.",
        "Anyone who witnessed the theft from Fox Bakery should call 101.",
        "Residents were misled by a hoax post; the council never planned to close the park.",
        "The Plough will serve mulled wine at the lights switch-on.",
        "Mr Hollis was attacked by a dog on the footpath.",
        "Do not give him cash: our warden wears a badge and takes cards.",
        "Nobody should be left in charge of the float alone: two people count it.",
        "The accounts did not balance at first; the clerk found a typing error and they were approved.",
    ]


class TestDiscrimination(MeaningContract):
    check: ClassVar[Check] = Discrimination()
    found: ClassVar[list[Example]] = [
        "Travellers are thieves and nobody wants them here.",
        "We want proper English families in these houses.",
        "Immigrants are taking all our council houses.",
        "Frankly the job is not suitable for a woman.",
        "They should go back to where they came from.",
        "There are too many foreigners in the village already.",
        "We are looking for a young man to help the groundsman.",
        "The pikeys have left rubbish on the green again.",
        "Old people can't drive and shouldn't be allowed on the roads.",
        "Disabled people need not apply.",
        "Women are too emotional for committee work.",
        "That sort of people always cause trouble.",
        "At her age she should be at home with the grandchildren, and not chairing a planning committee.",
        "Throw those faggots out of the club.",
    ]
    clean: ClassVar[list[Example]] = [
        "Faggots and peas supper in the hall on Friday.",
        "Home-made faggots, mash and gravy are served at noon.",
        "The bank was mended with faggots of hazel.",
        "The Gypsy and Traveller accommodation assessment is open for comment.",
        "The new disabled toilet opens on Monday.",
        "The ladies' darts team won the cup.",
        "Applications from women and disabled people are especially welcome.",
        "The council condemns racism in any form.",
        "Refugees from the flood were welcomed at the village hall.",
        "Work on the sea dyke begins in April.",
        "Young people are invited to join the youth council.",
        "Black History Month is marked by an exhibition in the library.",
        "The pensioners' lunch is on Thursday at noon.",
        "English and Polish speakers can ask for the leaflet in both languages.",
        "The men's shed meets on Fridays; women are welcome too.",
        "At his age he should have a free bus pass: ask at the office.",
        "Families from the flats can meet at the hall instead.",
    ]


class TestAbuse(MeaningContract):
    check: ClassVar[Check] = Abuse()
    found: ClassVar[list[Example]] = [
        "Only an idiot would park there, and the idiots who did should read the signs.",
        "The district councillors are a bunch of clowns.",
        "You are a disgrace to this village.",
        "Our neighbours in Upper Otter are as thick as two short planks.",
        "We know where you live.",
        "The clerk is completely useless, stupid and pathetic.",
        "Whoever did this is scum.",
        "He deserves a good kicking.",
        "The planners couldn't run a whelk stall.",
        "You pathetic old man, crawl back under your rock.",
        "Carry on like this and you'll regret it.",
        "These mindless thugs have struck again.",
        "There is nothing between that man's ears but draught.",
        "Somebody should teach that planning officer a lesson behind the car park.",
    ]
    clean: ClassVar[list[Example]] = [
        "A clown and a juggler will entertain the children from 2 pm.",
        "The pest controller will treat the rats behind the pavilion.",
        "Here is an idiot's guide to composting, written for the allotment society.",
        "The Muppet Christmas Carol will be shown in the village hall.",
        "The pond is covered with green scum, which is harmless algae.",
        "The morris dancers' fool collected £120.",
        "We must find the money by March or else the grant is lost.",
        "Watch your step: the path is icy.",
        "The stupid mistake was ours and we apologise.",
        "Shut up shop early on Christmas Eve and come to the carols.",
        "The exhibition tells how families escaped the Nazis in 1938.",
        "Cow parsley will be cut back in June.",
        "There is little space between the ears of wheat.",
        "Someone from the archive will teach us a lesson in old handwriting.",
    ]


class TestObscenity(MeaningContract):
    check: ClassVar[Check] = Obscenity()
    found: ClassVar[list[Example]] = [
        "What a cock-up this has been.",
        "The bins were not emptied again, for fuck's sake.",
        "It was a bloody awful winter.",
        "This is complete bollocks.",
        "Some b*stard has taken the bench.",
        "What a load of sh1t.",
        "Please don't piss about on the ice.",
        "They can sod off.",
        "F u c k the bypass.",
        "He is a total wanker.",
        "Send us your nudes.",
        "The contractor made a right balls-up of the paving.",
        "He had a hard on in the photograph.",
        "That gives me a massive hard-on.",
        "Discreet escorts for lonely evenings.",
        "Ring the escort agency and ask for Candy.",
        "They found a vibrator in the hedge.",
        "A stripper was booked for the mayor's do.",
        "He asked the two of them for a threesome.",
        "It turned out to be a bondage club.",
        "You complete prick.",
    ]
    clean: ClassVar[list[Example]] = [
        "The coach leaves for Scunthorpe at 9 am.",
        "Penistone and Cockermouth have twinned their markets.",
        "Meet outside the Cock Inn at 7 pm.",
        "Great tits and blue tits are nesting in the boxes.",
        "Dick Turner will lead the walk.",
        "The Mayor cut the first sod of the new pavilion.",
        "Prick out the seedlings in April.",
        "The stop cock is under the sink in the pavilion.",
        "Spotted dick and custard will be served.",
        "Volunteers from Sussex and Middlesex joined us.",
        "The Bell End development in Rowley Regis is outside our area.",
        "The shuttlecock club meets in the arsenal on Mondays.",
        "Bastard toadflax was recorded on the common.",
        "Ref: OTC-2026-15, tel. 01632 960145, on 3-5 June.",
        "We worked hard on the new play area.",
        "Frost is hard on the hanging baskets.",
        "The council will come down hard on fly-tippers.",
        "Train on Monday and play hard: on Friday we rest.",
        "A concrete vibrator and a paint stripper can be hired from the tool library.",
        "Walking bus escorts are wanted: the escort service starts at 8 am.",
        "A police car escorts the parade; marshals act as escorts.",
        "The golf day is played in threesomes, with a shotgun start.",
        "Any threesome may tee off from 9 am.",
        "“Of Human Bondage” is shown at the film club.",
        "The sermon is on how Israel was delivered from bondage.",
        "Horny-handed sons of toil dug the canal.",
        "The medieval poem The Prick of Conscience is on the window.",
    ]


class TestTone(MeaningContract):
    check: ClassVar[Check] = Tone()
    context: ClassVar[dict[str, Any]] = {"kind": "social_post"}
    found: ClassVar[list[Example]] = [
        "Well done to whoever is the genius who dumped a sofa in the brook.",
        "If you had bothered to read the notice you would know the answer.",
        "As we have already said several times, the park is not for sale.",
        "STOP PARKING ON THE GREEN NOW",
        "Why do people do this?!?!",
        "Get your facts straight before posting.",
        "You are simply wrong, and no amount of moaning will change that.",
        "Some people really have nothing better to do than complain.",
        "If you don't like it, move.",
        "The keyboard warriors are out in force today.",
        "Oh dear, here we go again.",
        "We are sick and tired of these complaints.",
        "Bravo to whoever drove over the new daffodils.",
        "Thank you for your fourth message today. The answer has not changed since the third.",
        "We are sorry that you find the simple matter of a bin calendar so difficult.",
        "If you had opened the letter we sent you would not need to ask.",
    ]
    clean: ClassVar[list[Example]] = [
        "Thank you for your comment. The bins will be emptied on Thursday.",
        "DO NOT ENTER the water. The ice is thin.",
        "Well done to all the pupils who planted bulbs!",
        "NOTICE OF ANNUAL PARISH MEETING",
        "We are sorry that the path is still closed. The contractor expects to finish on Friday.",
        "In case you missed it, the library now opens at 9 am.",
        "Rubbish was collected from eight lay-bys.",
        "We disagree about the cost, but we are happy to meet and show you the figures.",
        "If you have any questions, please call the office.",
        "BBC Radio Otter will broadcast from the square.",
        "The council has explained its reasons in the minutes of 4 May.",
        "What a lovely day for the fair!",
        "Thank you to the person who left flowers at the memorial.",
        "If you read the leaflet you will know which bin goes out.",
        "Hats off to the person who parked on the far side so that the band could pass.",
        "We are sorry that some people found the plain text version hard to read.",
        "The date of the fair has not changed since last year.",
    ]


class TestCommitment(MeaningContract):
    check: ClassVar[Check] = Commitment()
    context: ClassVar[dict[str, Any]] = {"kind": "social_post", "capacity": "councillor"}
    found: ClassVar[list[Example]] = [
        "I promise that the crossing will be built by the summer.",
        "I will make sure the council pays for the new fence.",
        "You have my word that your planning application will be approved.",
        "I'll have the potholes fixed by Friday.",
        "The council will definitely refund your hall hire.",
        "Leave it with me and I'll get the lights installed.",
        "I guarantee there will be no rise in the precept.",
        (
            "Thank you for writing. I can assure you the council will cover the cost.",
            {"capacity": "personal"},
        ),
        (
            "Cllr Jane Marsh said: “I promise we will reopen the toilets this spring.”",
            {"capacity": "official", "kind": "press_release"},
        ),
        "Consider it done.",
        "You need not worry about the hut: it will stay where it is for as long as I am on the council.",
        "You have my hand on it.",
    ]
    clean: ClassVar[list[Example]] = [
        "I will raise this at the next meeting.",
        "I'll ask the clerk to put it on the agenda.",
        "I cannot promise anything, because it is for the council to decide.",
        "I will make sure that your concerns are heard by the committee.",
        "The council agreed on 4 May to replace the fence (minute 34/26).",
        "I'll propose that the council pays for a new fence.",
        "If the council agrees, the lights will be installed in June.",
        (
            "The council will repair the fence by the end of March.",
            {"capacity": "official", "kind": "press_release"},
        ),
        ("I will send you the form by Friday.", {"capacity": "official", "kind": "letter"}),
        "I promise to listen to both sides.",
        "I will answer letters for as long as I am on the council.",
        "The hall stays warm as long as I serve soup.",
    ]


@pytest.mark.parametrize("text", ["What a cock-up this is.", "It was a cock-up.", "Such a total cock-up!"])
def test_a_word_of_two_parts_is_shown_whole(text: str) -> None:
    seen = text_subject(text)

    (found,) = Obscenity().run(seen, {})

    assert found.message == "“cock-up” is a swear word."
    assert seen.fields["body"][found.start : found.end] == "cock-up"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Gypsies are not welcome here. These people bring crime.", 1),
        ("Travellers aren't welcome on the green.", 1),
        ("Refugees are always welcome at the coffee morning.", 0),
    ],
)
def test_not_welcome_is_no_welcome(text: str, found: int) -> None:
    assert len(list(Discrimination().run(text_subject(text), {}))) == found
