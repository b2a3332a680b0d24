"""What the rules of the grounds find by themselves, and what they leave alone; no sentence of the labelled sets."""

from collections.abc import Sequence

import pytest

from moderation.screening.hearing import Ground, Heard
from moderation.screening.judging.interface import Head, Judged, Passage
from moderation.screening.judging.large import UNHEARD
from moderation.screening.screening import screen
from moderation.screening.wordlists import table


def found(text: str) -> set[Ground]:
    return set(screen(Heard(text)).grounds)


@pytest.mark.parametrize(
    "group", ["women", "Muslims", "old people", "Travellers", "gay couples", "Pakistanis"]
)
@pytest.mark.parametrize(
    "text",
    [
        "Are {them} treated fairly when council houses are let?",
        "Were {them} asked at all before the hall was let to the club?",
        "Does the council know how many {them} are housed in the parish?",
    ],
)
def test_whether_a_group_is_treated_fairly_may_be_asked(group: str, text: str) -> None:
    assert found(text.format(them=group)) == set()


@pytest.mark.parametrize("group", ["Jews", "pensioners", "Romanians", "trans people", "disabled people"])
@pytest.mark.parametrize(
    "text",
    [
        "{them} are less than human.",
        "Frankly {them} are barely human and it shows.",
        "I say {them} are a lower form of life.",
        "{them} should not be allowed near our children.",
    ],
)
def test_a_group_that_is_said_to_be_less_than_people_is_discriminated_against(group: str, text: str) -> None:
    assert Ground.DISCRIMINATORY in found(text.format(them=group))


@pytest.mark.parametrize(
    "text",
    [
        "Whoever says refugees are less than human should be ashamed.",
        "Nobody here is less than human, and certainly not the Travellers.",
    ],
)
def test_who_condemns_it_is_left_alone(text: str) -> None:
    assert Ground.DISCRIMINATORY not in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Just slip the planning officer £300 and he waves it through.",
        "Few hundred in a brown envelope for the inspector usually works, he never looks again.",
        "I always drive with no insurance on the back lanes, they never check.",
        "Need cash today? Loan with no credit checks, I just hold your bank card till you pay double.",
        "£200 a week if you let me use your account, dm me.",
        "Tell them you live alone and claim the single person discount, nobody checks.",
        "The witness wants to keep her mouth shut or she'll see.",
        "Someone should hack the clerk's email and get the password off the system.",
        "Vodka and cider for sale to under 18s, never ask for ID, dm me.",
        "Nets out for the salmon tonight, bailiff's off.",
        "Chuck bottles at the police when they turn up.",
        "Lads, bring crowbars and rip the posts out with a tractor.",
        "Get into her emails with her password, it is the dog's name.",
        "A fiver for anybody who hands me a blank ballot paper.",
        "Cut down the limes on Sunday while the officer's off.",
    ],
)
def test_crimes_that_are_offered_or_called_for_are_found(text: str) -> None:
    assert Ground.ILLEGAL in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "The planning officer was very helpful and the form cost £300.",
        "The posts were ripped out with a tractor on Sunday, has anybody a photo?",
        "Rat poison has been left under the bench, keep your dogs away.",
        "You may be registered at both addresses and still only vote once.",
        "A trader was fined for selling tobacco without duty, quite right.",
        "My van has no MOT until Friday, is there a garage in the village?",
        "Can the credit union give a loan without so many forms?",
        "I claim carer's allowance, does that count for the council tax reduction?",
        "The witness statement in the planning appeal is on the website.",
        "The council's email system was hacked last year, is it safe now?",
        "Somebody sold vodka to kids at the corner shop and I reported it to the police.",
        "The trout are back in the brook, what a sight at dusk.",
        "Bottles were thrown at the police last night, when will there be patrols?",
    ],
)
def test_what_merely_speaks_of_such_things_is_left_alone(text: str) -> None:
    assert Ground.ILLEGAL not in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "The artisans' market returns to the square on Saturday at ten.",
        "Our pub, the Bell, has new windows.",
        "The petition is on its way to the county and has gone all the way to Westminster.",
        "Her husband left last year, and she was in hospital until the spring.",
        "I will bring a cake, and that is a promise.",
        "Feral pigeons nest over the old bat roost by the witch hazel.",
        "Bring your own mug and lift a spade with us.",
        "The school is closed on Thursday for the polling station.",
        "They settled by seven votes to two to sell the old van.",
        "Keep antifreeze locked away, two cats have died of it.",
    ],
)
def test_common_words_are_no_ground_where_they_mean_what_they_say(text: str) -> None:
    assert found(text) == set()


def test_no_part_is_called_as_a_sign_is_for_alone_it_says_nothing() -> None:
    shared = {
        ground: table(ground.value, "parts").keys()
        & (table(ground.value, "patterns").keys() | table(ground.value, "together").keys())
        for ground in Ground
    }

    assert {ground: names for ground, names in shared.items() if names} == {}


def test_the_same_words_are_not_two_signs_that_belong_together() -> None:
    assert Ground.DECEPTIVE not in found("The chairman guaranteed everyone a mince pie.")
    assert Ground.DECEPTIVE in found("Bitcoin, guaranteed returns, message me privately.")


class Deaf:
    """A classifier that says nothing, or one thing, and by whose silence the rules are doubted."""

    name = "deaf"

    def __init__(self, *heard: Head) -> None:
        self.heard = heard

    def judge(self, texts: Sequence[str]) -> list[Judged]:
        """Return for each text a weak word for each head that was heard."""
        weak = {head: (Passage(0, 1, 0.3, ()),) for head in self.heard}
        return [Judged(weak, unheard=UNHEARD) for _ in texts]


@pytest.mark.parametrize(
    ("text", "ground"),
    [("The clerk is a muppet.", Ground.ABUSIVE), ("Weed for sale, message me.", Ground.ILLEGAL)],
)
def test_one_sign_is_not_enough_where_a_classifier_that_knows_sentences_hears_nothing(
    text: str, ground: Ground
) -> None:
    head = Head.ABUSE if ground is Ground.ABUSIVE else Head.ILLEGAL

    assert set(screen(Heard(text), judge=Deaf()).grounds) == set()
    assert set(screen(Heard(text), judge=Deaf(head)).grounds) == {ground}


@pytest.mark.parametrize(
    ("text", "ground"),
    [("You are a pathetic little worm.", Ground.ABUSIVE), ("fuck this", Ground.OBSCENE)],
)
def test_several_signs_are_enough_and_a_swear_word_always_is(text: str, ground: Ground) -> None:
    assert set(screen(Heard(text), judge=Deaf()).grounds) == {ground}
