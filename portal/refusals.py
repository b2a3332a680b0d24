"""Why the portal says no, in words a clerk understands.

Every verb refuses by raising a Refusal; portal.middleware turns it into one page or message. Each says what
happened, that nothing was lost, and what to do next.
"""


class Refusal(Exception):
    """A request that the portal understood and will not carry out.

    ``what`` happened is the message; ``next_step`` tells the person what to do about it.
    """

    status = 409
    next_step = "Nothing was changed. Go back, check the page as it stands now and try again."

    def __init__(self, what: str, next_step: str = "") -> None:
        super().__init__(what)
        self.what = what
        if next_step:
            self.next_step = next_step


class NotYours(Refusal):
    """The person lacks the power for what they asked."""

    status = 403
    next_step = "Nothing was changed. Ask the clerk if you think you should be able to do this."


class InvalidInput(Refusal):
    """What was sent cannot be read as what the form asked for."""

    status = 400
    next_step = "Nothing was changed. Go back and correct what you entered."
