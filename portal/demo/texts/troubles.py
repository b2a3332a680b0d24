"""What goes wrong in each council of the demo: said of somebody, done by somebody, complained of. All made up."""

from dataclasses import dataclass

from portal.demo.texts.comments import Remark


@dataclass(frozen=True)
class Defamed:
    """A comment on somebody who complains that it is untrue; ``meaning`` and ``wrong`` are their words."""

    remark: Remark
    name: str
    statement: str
    meaning: str
    wrong: str


@dataclass(frozen=True)
class Accused:
    """A member of whom something is reported, by the clause ``ref`` of the policy, and how it was decided."""

    words: str
    shown: str
    ref: str
    alleged: str
    answer: str
    outcome: str
    reason: str


@dataclass(frozen=True)
class Complained:
    """A complaint of a resident; ``about`` is what of the council's it names."""

    name: str
    words: str
    about: str = ""


@dataclass(frozen=True)
class Trolled:
    """What was done to a member, as they keep it for themselves."""

    who: str
    place: str
    link: str
    words: str
    effect: str


@dataclass(frozen=True)
class Troubles:
    """All of one council. ``decided`` stays, since its poster stands by it; ``waiting`` is with its poster.

    ``police`` are words of the comment that goes to them, and why.
    """

    decided: Defamed
    waiting: Defamed
    police: tuple[str, str]
    heard: Accused
    of_clerk: str
    acknowledged: Complained
    noted: str
    data: Complained
    trolled: Trolled


TROUBLES = {
    "ptc": Troubles(
        decided=Defamed(
            Remark(
                "Corner of the Square",
                "Lorcan Candlewick had the tombola money of the lights for a year before anybody saw it again.",
                "nothing",
            ),
            "Lorcan Candlewick",
            "Lorcan Candlewick had the tombola money of the lights for a year",
            "That I kept money that was not mine.",
            "The money lay in the bank from the next morning on, as its statement shows.",
        ),
        waiting=Defamed(
            Remark(
                "Stallholder",
                "The mulled cider of Petra Gingerquill is yesterday’s juice with a clove in it, she told me herself.",
                "nothing",
            ),
            "Petra Gingerquill",
            "The mulled cider of Petra Gingerquill is yesterday’s juice with a clove in it",
            "That I sell what is not fresh and lie about it.",
            "It is pressed each morning, and I never said anything of the kind.",
        ),
        police=(
            "wants a good kicking",
            "It wishes somebody harm who can be found at the stall every evening.",
        ),
        heard=Accused(
            "Cllr Thistledown told the radio that the council would buy the old mill. Nobody had decided that.",
            "“We are buying the mill”, said the councillor to Radio Pell at the weir.",
            "5.4",
            "You spoke to Radio Pell about the old mill, and did not say that the view was your own.",
            "I said “we” and meant the residents’ meeting. I should have said so.",
            "advice",
            "Say first for whom you speak, and ring the clerk before the radio.",
        ),
        of_clerk="The Town Clerk answered my neighbour’s letter at the counter, aloud, with the queue listening.",
        acknowledged=Complained(
            "Agnes Lockgate",
            "Your notice says that the counter is closed for two days. It was closed for three, and I came from Weir "
            "End on foot each time.",
            "Town Hall counter closed for stocktaking",
        ),
        noted="Linus Paperclip looks into it, and rings you before the end of next week.",
        data=Complained(
            "Silas Turnstile",
            "My telephone number stood on the list for the market stalls that hung in your window for everybody to "
            "read. Take it down and tell me who put it there.",
        ),
        trolled=Trolled(
            "@weirwatcher_example",
            "A group about the town",
            "https://network.example/groups/pellworth-talk/posts/4711",
            "Ashpenny should be thrown into the weir with the rest of the rubbish.",
            "I did not walk home by the weir that week.",
        ),
    ),
    "pitstone": Troubles(
        decided=Defamed(
            Remark(
                "Spade and fork",
                "Ambrose Larkspindle took forty trees for himself last year and sold them at the county show.",
                "nothing",
            ),
            "Ambrose Larkspindle",
            "Ambrose Larkspindle took forty trees for himself last year and sold them",
            "That I stole from the parish.",
            "I fetched them for the school, which planted them: the head wrote to thank me.",
        ),
        waiting=Defamed(
            Remark(
                "Hedge end",
                "Tansy Wickerby poisons the saplings in Marl Lane at night, so that nothing grows before her window.",
                "nothing",
            ),
            "Tansy Wickerby",
            "Tansy Wickerby poisons the saplings in Marl Lane at night",
            "That I destroy what belongs to the parish.",
            "I have watered them since May, and was never out there at night.",
        ),
        police=("I know where the clerk lives", "It threatens the clerk at her home."),
        heard=Accused(
            "Cllr Hedgerow wrote under the parish’s name in the hall’s newsletter that the pond will be filled in.",
            "“The parish fills in the pond this spring”, it says on page 3 of the newsletter.",
            "terms-of-use/list-2/7",
            "You wrote in the newsletter that the parish would fill in the pond, as if it had agreed that.",
            "I gave the editor notes of the meeting. The headline is not mine: the notes are here to be seen.",
            "no_breach",
            "The notes say what was agreed, and nothing more. The editor has put the headline right.",
        ),
        of_clerk="The Parish Clerk keeps the key of the hall at home, and opened it for her choir without a booking.",
        acknowledged=Complained(
            "Orla Duckworthy",
            "Nobody answered my question about the benches at the pond, which I sent in the spring and twice since.",
            "The benches at the pond",
        ),
        noted="Della Foolscap looks for your letters, and writes to you.",
        data=Complained(
            "Edmund Reedmace",
            "The minutes on your website give my full address where I asked about the hedge. Take it out, please.",
        ),
        trolled=Trolled(
            "@ducksfirst_example",
            "A page about the pond",
            "https://network.example/pages/duck-pond/posts/88",
            "Meadowbank is too stupid to count ducks and somebody should shut her up for good.",
            "I asked my sister to stay for the night.",
        ),
    ),
}
