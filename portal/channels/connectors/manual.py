"""Networks without an interface for programs: somebody copies the text, and proves by its link that it is out.

The path is that of what is put up by hand (portal.channels.connectors.on_paper): a worker makes the job, a person
does it, and the delivery is SENT when they prove it. What is withdrawn or taken down is a job of its own until that is
proved.
"""

from portal.channels.connectors.base import Capability
from portal.channels.connectors.on_paper import OnPaperConnector


class ManualConnector(OnPaperConnector):
    """A page, group or list on which people post by hand. Nothing has gone out until somebody proves it."""

    slug = "manual"
    label = "Network, by hand"
    capabilities = OnPaperConnector.capabilities | {Capability.RETRACT, Capability.COPIED}
