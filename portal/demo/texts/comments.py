"""What residents say under an item of each council of the demo, and what the clerk decides about it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Remark:
    """One comment. ``answering`` leaves it, ``ground`` takes it down; one that waits has neither.

    ``appeal`` is what its author says against that.
    """

    name: str
    text: str
    answering: str = ""
    ground: str = ""
    reason: str = ""
    appeal: str = ""


@dataclass(frozen=True)
class Thread:
    """The comments under the item called ``item``, ruled on and waiting, and a call that the office took about it.

    ``named`` is what somebody says elsewhere on the council's page, under nothing of its own.
    """

    item: str
    ruled: tuple[Remark, ...]
    waiting: tuple[Remark, ...]
    caller: str
    call: str
    named: Remark


THREADS = {
    "ptc": Thread(
        "Winter lights",
        (
            Remark(
                "Nettie",
                "The quiet hour made all the difference for our boy last year. Thank you.",
                "nothing",
            ),
            Remark(
                "D. Harrow",
                "So there is money for fairy lights and none for the hole outside the library? Wrong priorities, as "
                "every year, and nobody at the Town Hall ever has to answer for it.",
                "answered",
            ),
            Remark(
                "Marketwatcher",
                "Whoever thought of this is a brainless moron and wants a good kicking.",
                ground="abusive",
                reason="It insults the organisers and wishes them harm. What it says of the lights could have stayed.",
                appeal="I was angry about the parking, not about anybody. Take the last words away, leave the rest.",
            ),
        ),
        (
            Remark(
                "Ola", "Is there somewhere near the square to leave a wheelchair-accessible car from four?"
            ),
            Remark(
                "Bargains4U",
                "Cheap phones no questions asked, message me at www.deals.example/phones today only",
            ),
        ),
        "Ivy Coldbrook",
        "Would like somebody to ring her about the music: her mother’s windows are next to the stage.",
        Remark(
            "Corner shop", "@Pellworth can the skip lorries come before eight? Half of Mill Lane blocks up."
        ),
    ),
    "pitstone": Thread(
        "Free trees",
        (
            Remark("Ted by the pond", "Two hazels went in on Sunday. A lovely idea.", "nothing"),
            Remark(
                "Fed up in Marl Lane",
                "Trees! The hedge on our corner has been over the pavement since May and the council does nothing. "
                "Useless, the lot of it.",
                "answered",
            ),
            Remark(
                "Hawthorn",
                "You lot are vermin and I know where the clerk lives.",
                ground="abusive",
                reason="It threatens the clerk.",
            ),
        ),
        (Remark("Sal", "Are there any hawthorns left, and can I have one without a garden of my own?"),),
        "Reg Furlong",
        "Has a digger and offers to help with the planting at the recreation ground.",
        Remark("Marl Lane walkers", "@Pitstone who do we tell about the stile that has come off its post?"),
    ),
}
CALLED_FROM = "0700 900 210"
