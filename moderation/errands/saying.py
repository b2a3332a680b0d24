"""How it stands with what a network was asked, in words for the desk. Pure."""

from moderation.models import Errand, Measure
from moderation.states import Carrying
from portal.councils.templatetags.words import moment


def how_it_stands(one: Errand) -> str:
    """Return in words how far ``one`` is, and what it really comes to there."""
    did = one.get_act_display()
    if one.state == Carrying.DONE and one.told and one.done_at is not None:
        return f"Done by the portal and read back, {moment(one.done_at)}: {one.told}"
    if one.state == Carrying.DONE:
        return f"{did}: done by hand."
    if one.state == Carrying.DROPPED:
        return f"{did}: it was over before the network was asked."
    if one.state == Carrying.BY_HAND:
        return f"{did}: to be done by hand. The portal could not: {one.problem}"
    last = f" The last try: {one.problem}" if one.problem else ""
    return f"{did}: the portal asks the network.{last}"


def set_by(block: Measure) -> str:
    """Return by whom the account of ``block``, which knows its errands, is blocked there.

    By a worker where the network was asked, unless that was left to somebody's hands or proved by them.
    """
    asked = next((one for one in block.errands.all() if one.act == Errand.Act.BLOCK), None)
    if asked is None or asked.state == Carrying.BY_HAND or (asked.state == Carrying.DONE and not asked.told):
        return "by hand"
    return "by the portal on that network"
