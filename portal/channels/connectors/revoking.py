"""What a connector can whose network is to be told that credentials are used no more."""

from abc import ABC, abstractmethod
from typing import ClassVar

from portal.channels.credentials.using import Credentials


class EndsCredentials(ABC):
    """A connector that ends credentials at its network.

    ``ends_others``: it ends whatever the account gave this application, what replaces the credentials too.
    """

    ends_others: ClassVar[bool] = False

    @abstractmethod
    def end_credentials(self, held: Credentials) -> str:
        """Have the network take ``held`` no more; return what somebody must still do there by hand, '' for nothing.

        Safe to repeat; what the network takes no more already has ended. Raises as publish() does.
        """
