"""The forms by which an author is warned or blocked, and by which it is noted how they were told."""

from typing import Any

from django import forms

from moderation.measures.taking import LONGEST_REASON, Block
from portal.fields import day_field, words_field


class WarnForm(forms.Form):
    """Of what."""

    reason = words_field(
        "What are they warned of?",
        "They read these words with the rule that they broke, how long the warning counts, and how to appeal.",
        longest=LONGEST_REASON,
        missing="Say what they are warned of.",
    )


class GivenForm(forms.Form):
    """How somebody was told, and when."""

    note = words_field(
        "How were the words given to them?",
        "Such as a private message or a public reply there, with its address; a letter; or a talk, and with whom.",
        longest=LONGEST_REASON,
        missing="Say how they were given.",
    )
    given_on = day_field("On which day?", past=True)


class KeepForm(forms.Form):
    """Why a block is still needed, and until when nobody needs to look again."""

    review_on = day_field("Looked at again on", "Its last day at the latest.")
    reason = words_field(
        "Why is it still needed?", longest=LONGEST_REASON, missing="Say why it is still needed."
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

    def __init__(self, data: Any = None, *, warned: bool) -> None:
        super().__init__(data)
        if not warned:
            self.fields["unwarned"] = words_field(
                "Why can it not wait for a warning?",
                "Only where waiting would do harm, such as threats to somebody’s life.",
                longest=LONGEST_REASON,
                missing="Say why it cannot wait, or go back and warn them first.",
            )

    def decided(self) -> Block:
        """Return what was decided, as the verb takes it."""
        typed = {name: words for name, words in self.cleaned_data.items() if name != "reason"}
        return Block(**typed)
