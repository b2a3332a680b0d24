"""What looks like a ground and is none: names and places, trades and bodies, one's own, dialect, what is condemned."""

import pytest

from moderation.screening.grounds import grounds
from moderation.screening.hearing import Heard
from moderation.screening.judging.choosing import small
from moderation.screening.material import judged_together

HARMLESS = {
    "names of places": [
        "The bus to Scunthorpe is late again.",
        "Penistone has a better bin service than we do.",
        "The walk goes over Great Cockup.",
        "Day trip to Bell End, Twatt and Pratt's Bottom.",
        "Lightwater, Shitterton and Wetwang are lovely villages.",
        "Slag Lane and Slaghill are closed.",
        "Cock Lane and Back Passage need new street lamps.",
        "The Cock Inn has a quiz on Friday.",
    ],
    "names of people": [
        "Councillor Gaylord and Councillor Cumming voted for it.",
        "Mr Dick Cockburn and Mrs Fanny Hoare opened the fair.",
        "Mrs Gay-Smith won the raffle.",
    ],
    "water and land": [
        "The dyke has burst.",
        "Repairs to the dyke start on Monday.",
        "The dyke path is closed.",
        "Please keep dogs off the sea dyke.",
        "The chink in the fence lets the dogs out.",
    ],
    "bodies and illnesses": [
        "My son has spastic diplegia and the kerbs are too high for his walker.",
        "Children with spastic cerebral palsy use this path every day.",
        "The sexual health clinic moves to the surgery.",
        "Breast screening van is at the car park on Tuesday.",
    ],
    "food, birds, beasts and music": [
        "Faggots and mushy peas at the village hall on Friday.",
        "The choir sings a negro spiritual and two carols.",
        "The blue tits and great tits are back in the nest box.",
        "My old ass, a donkey called Ned, got out of the field.",
        "The cocks crow at five every morning on the allotments.",
        "The bitch had eight pups, homes wanted.",
    ],
    "said of oneself": [
        "I am a proud queer woman and I want the flag up.",
        "We crips need a ramp at the hall.",
        "As an old dyke I welcome the rainbow crossing.",
        "Dykes on Bikes lead the Pride parade.",
    ],
    "dialect": [
        "Ey up duck, when's t'bin lorry coming?",
        "Alreet pet, the bairns are gannin to the park the morn.",
        "Ow bist owd cock, is the bus running?",
        "You daft apeth, the meeting's on Thursday.",
    ],
    "told of and condemned": [
        'Someone painted "kill all Jews" on the bus shelter, please clean it off.',
        'Someone has scratched "paki" into the bench by the pond. Please remove it.',
        "It is not acceptable to call people gypsies scum.",
        "Calling anyone a retard is wrong.",
        "I don't think the clerk is a liar, she was misled.",
    ],
    "hard criticism": [
        "This is the worst decision the council has made in years and you should all resign.",
        "The council should be ashamed: this budget is a disgrace.",
    ],
}
MEANT = {
    "You are a dyke and nobody wants you in the village.": "discriminatory",
    "That fat dyke at the library should be sacked.": "discriminatory",
    "The clerk is a spastic.": "discriminatory",
    "Get those faggots out of our village hall.": "discriminatory",
    "The mayor is a complete cock and a bastard.": "obscene",
    "What an ass of a councillor, total bell end.": "obscene",
    "Kill all Jews, paint it on every wall.": "discriminatory",
}


def _grounds(text: str) -> list[str]:
    (material,) = judged_together([Heard(text)], small())
    return [found.ground.value for found in grounds(material)]


@pytest.mark.parametrize("family", HARMLESS)
def test_what_only_sounds_like_it_passes(family: str) -> None:
    assert {text: found for text in HARMLESS[family] if (found := _grounds(text))} == {}


@pytest.mark.parametrize(("text", "ground"), MEANT.items())
def test_the_same_words_are_flagged_where_they_are_meant(text: str, ground: str) -> None:
    assert ground in _grounds(text)
