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
    link = ""
    """The name of an address where the person can do something about it, if there is one."""
    link_text = ""

    def __init__(self, what: str, next_step: str = "") -> None:
        super().__init__(what)
        self.what = what
        if next_step:
            self.next_step = next_step


class NotYours(Refusal):
    """The person lacks the power for what they asked."""

    status = 403
    next_step = "Nothing was changed. Ask the clerk if you think you should be able to do this."


class SecondStepNeeded(NotYours):
    """The person's office holds the power, but the council requires a second step at sign-in for it."""

    next_step = (
        "This council requires it. Nothing was lost: set up a passkey or an authenticator app, which takes a "
        "minute, then try again."
    )
    link = "account"
    link_text = "Set up a second step"


class InvalidInput(Refusal):
    """What was sent cannot be read as what the form asked for."""

    status = 400
    next_step = "Nothing was changed. Go back and correct what you entered."
