"""What a new draft begins with, so that nobody types what the council already knows; all of it can be changed."""

from portal.councils.people import Person
from portal.councils.powers import STAFF
from portal.drafts.content import Content
from portal.drafts.kinds.common import OFFICIAL
from portal.drafts.models import Communication

_OFFICIAL_KINDS = frozenset({"press_release", "notice"})


def suggestion(person: Person, item: Communication) -> Content:
    """Return the first values of the parts of ``item``'s kind that the council or the person answers by themselves."""
    council = person.council
    known = {
        "contact_name": f"The {council.clerk_title}",
        "contact_email": council.email,
        "contact_phone": council.telephone,
        "closing": "Yours sincerely",
        "signatory": person.name,
        "signatory_title": person.membership.display_title,
    }
    if item.kind in _OFFICIAL_KINDS or person.membership.role in STAFF:
        known["capacity"] = OFFICIAL
    names = {part.name for part in item.spec.parts}
    return {name: value for name, value in known.items() if name in names}
