"""The way into the desk of comments, for whoever manages a channel too: what was said there, and nothing else."""

from moderation.managing import manages_any
from portal.councils.powers import Power
from portal.councils.views import CouncilView


class CommentsDesk(CouncilView):
    """A page of the desk that shows comments_of() the person, and what hangs on those."""

    power = Power.READ_ALL

    def admits(self, needed: Power) -> bool:
        """Let in who reads every draft, and whoever manages a channel by the register. One query at most."""
        return super().admits(needed) or manages_any(self.person)
