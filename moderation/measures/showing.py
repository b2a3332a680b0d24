"""What the page of a comment shows of the warnings and blocks of its author. Reads only."""

from typing import Any

from moderation.errands.saying import how_it_stands
from moderation.measures.reaching import how_told, is_untold, to_be_given, with_delivery
from moderation.measures.standing import measures_of
from moderation.measures.wording import words_for_author
from moderation.models import Comment
from moderation.seeing import comments_of, may_enter, may_rule
from portal.councils.people import Person


def measures_shown(person: Person, comment: Comment) -> list[dict[str, Any]]:
    """Return what holds against the author of ``comment``, how they were told and with what words, and what was done
    there. One query, another one where something holds.
    """
    rows = with_delivery(measures_of(comment, comments_of(person))).prefetch_related("errands")
    mine, rules = may_enter(person), may_rule(person)
    return [
        {
            "one": row,
            "told": how_told(row),
            "there": [how_it_stands(each) for each in row.errands.all()],
            "by_hand": to_be_given(row) and rules,
            # They hold the key by which its author appeals.
            "words": words_for_author(row) if mine and is_untold(row) else "",
        }
        for row in rows
    ]
