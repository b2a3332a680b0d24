"""What belongs to one debate, what the council said in it already, and what its policy makes of a second answer."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from moderation.models import Comment, Reply
from policies.checks.repeat import NOTHING, OFFLINE
from policies.standing import rules_in_force
from portal.channels.models import Publication
from portal.drafts.states import Stage
from portal.records.canonical import sha256_of
from portal.refusals import Refusal

_DEEPEST = 50
_OVER = (Stage.REJECTED, Stage.WITHDRAWN)


@dataclass(frozen=True)
class OneAnswer:
    """The council's rule about a second answer: the clause, and whether it offers to talk elsewhere instead."""

    cited: str
    offers: bool


class Answered(Refusal):
    """The council said what it has to say in this debate."""

    def __init__(self, why: str) -> None:
        super().__init__(
            why,
            "Nothing was changed. Leave the comment standing: it needs no second answer, and the page has that reason.",
        )


def debate_of(comment: Comment) -> str:
    """Return the key of the debate: what one author says under one item, with all that hangs below it.

    Where its author cannot be told from others, it is what hangs below the first comment. One query a level.
    """
    top = comment
    for _ in range(_DEEPEST):
        if top.parent is None:
            break
        top = top.parent
    if top.communication_id and top.author_key:
        return debate_by(top.council_id, top.communication_id, top.author_key)
    return sha256_of(f"{top.council_id}\ncomment {top.pk}")


def debate_by(council_id: int, item_id: int, author_key: str) -> str:
    """Return the key of the debate that the author of this key has under one item."""
    return sha256_of(f"{council_id}\n{item_id}\n{author_key}")


def answers_in(council_id: int, debate: str) -> "QuerySet[Reply]":
    """Return what the council said, or is about to say, in a debate, the first one first; not what was given up.

    What went out was said, though it was withdrawn since.
    """
    out = Publication.objects.filter(communication=OuterRef("communication"), live_at__isnull=False)
    given_up = Q(communication__stage__in=_OVER) & ~Exists(out)
    rows = Reply.objects.filter(council=council_id, debate=debate).exclude(given_up)
    return rows.select_related("communication", "comment").order_by("pk")


def rule_of_one(council_id: int, body_id: int) -> OneAnswer | None:
    """Return the rule in force about a second answer, None where a council has none. One query."""
    for rule in rules_in_force(council_id, body_id=body_id, at=timezone.now()):
        then = rule.parameters.get("second_answer", "") if rule.check == "repeat" else ""
        if then in {OFFLINE, NOTHING}:
            return OneAnswer(rule.clause, then == OFFLINE)
    return None


def sort_allowed(council_id: int, body_id: int, said: list[Reply], wanted: str) -> str:
    """Return which sort of answer may follow what was ``said`` in the debate where ``wanted`` is asked for.

    Raises Answered where none may: the debate was closed, the policy wants one answer and no more, or the offer to
    talk elsewhere was made. Source: the council's policy (town 7.8.3, parish guidelines 1 and 3). One query at most.
    """
    if not said:
        return wanted
    for one in said:
        if one.sort == Reply.Sort.CLOSE:
            raise Answered(f"The council closed this debate with its answer {_named(one)}.")
        if one.sort == Reply.Sort.OFFLINE:
            raise Answered(f"The council offered to talk elsewhere already, by {_named(one)}.")
    rule = rule_of_one(council_id, body_id)
    if rule is None or (wanted == Reply.Sort.OFFLINE and rule.offers):
        return wanted
    if not rule.offers:
        raise Answered(
            f"The council gave its position in this debate once, by {_named(said[0])}, and says no more "
            f"({rule.cited})."
        )
    return Reply.Sort.OFFLINE


def _named(reply: Reply) -> str:
    return reply.communication.reference or f"“{reply.communication}”"
