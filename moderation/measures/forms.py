"""The forms by which an author is warned or blocked, and by which that ends."""

from django import forms

from moderation.measures.taking import LONGEST_REASON
from portal.fields import day_field, words_field


class WarnForm(forms.Form):
    """Of what."""

    reason = words_field(
        "What are they warned of?",
        "Write it so that they may read it: which rule their comment broke, and what follows next time.",
        longest=LONGEST_REASON,
        missing="Say what they are warned of.",
    )


class BlockForm(forms.Form):
    """Until when, and why nothing milder would do."""

    ends_on = day_field("Last day of the block", "At most half a year from today.")
    review_on = day_field("Looked at again on", "Somebody asks on this day whether it is still needed.")
    reason = words_field("Why?", longest=LONGEST_REASON, missing="Give a reason.")
    alternatives = words_field(
        "What else was considered, and why would it not do?",
        "A block touches somebody’s rights: this belongs into the officer’s written record of the decision.",
        longest=LONGEST_REASON,
        missing="Say what else was considered.",
    )
