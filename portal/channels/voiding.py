"""An edit voids the approval: what is scheduled of the old text goes nowhere, whoever asks for it."""

from portal.channels.models import Publication
from portal.councils.templatetags.words import moment
from portal.drafts.models import Communication, Revision
from portal.refusals import Refusal


class ApprovalVoid(Refusal):
    """The item was edited after it was approved; ``edit`` is its current revision."""

    def __init__(self, edit: Revision) -> None:
        super().__init__(
            f"This was edited on {moment(edit.at)} by {edit.author.user.name}; its approval is void.",
            "Nothing was changed. Submit it again: the new text needs an approval of its own.",
        )


def refuse_if_edited(publication: Publication, item: Communication) -> None:
    """Raise ApprovalVoid where ``publication`` is not of the item's current revision. ``item`` should be locked."""
    current = item.current_revision_id
    if current is not None and current != publication.revision_id:
        raise ApprovalVoid(Revision.objects.select_related("author__user").get(pk=current))
