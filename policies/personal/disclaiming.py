"""What an account of a member's own must say, by the council's policy in force."""

from dataclasses import dataclass
from datetime import datetime

from policies.documents.citing import cited
from policies.models import Clause
from policies.standing import rule_rows, words_of
from portal.councils.models import Council

CHECK = "capacity"
"""The check whose rule ties the clause about whose view it is; the clause tied first is the one that is cited."""


@dataclass(frozen=True)
class Disclaimer:
    """The words to carry, and the clause that asks for them; no clause where the council has adopted none."""

    words: str
    clause: Clause | None = None
    cited: str = ""
    clause_text: str = ""
    policy: str = ""


def disclaimer_of(council: Council, at: datetime) -> Disclaimer:
    """Return what an account must say at ``at`` (aware). One query."""
    words = f"The views here are my own and not those of {council.name}."
    row = rule_rows(council.pk, at).filter(check_id=CHECK).first()
    if row is None:
        return Disclaimer(words)
    clause = row.clause
    return Disclaimer(
        words, clause, cited(clause.ref, clause.printed), words_of(clause), clause.version.policy.title
    )
