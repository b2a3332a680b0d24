"""A public form that is sent a second time: the same again gives the first, anything else is kept from who sends it."""

from datetime import timedelta

from portal.refusals import Refusal

GOOD_FOR = timedelta(days=1)
"""How long a form that was opened can be sent; then it is shown once more, with what was typed."""


class SentBefore(Refusal):
    """Something else was sent by the same form, perhaps by somebody else: who sends this is not shown that."""

    def __init__(self) -> None:
        super().__init__(
            "Something else was sent by this form before.",
            "Nothing was sent now, and what you typed still stands below: look at it once more, and send it.",
        )
