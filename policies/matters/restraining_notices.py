"""What a member reads by mail when something is asked of them about a flagged matter: never which matter it is."""

from django.conf import settings

from policies.matters.restraining import restraints_to_accept
from portal.channels.models import Notice
from portal.channels.notices.words import Words
from portal.councils.people import Person


def about_restraint(notice: Notice, person: Person) -> Words | None:
    """Ask ``person`` to read the request; None where they have accepted it, or the flag was lifted."""
    request = restraints_to_accept(person).filter(flag=notice.object_id).first()
    if request is None:
        return None
    council = person.council
    body = (
        f"{council.name} asks something of you about a matter that is especially sensitive. Until you have read it, "
        "please say nothing on council business that you are not sure of, and refer whoever asks you to the clerk.\n\n"
        f"Read it on the desk:\n{settings.SITE_URL}/{council.slug}/desk/matters/{request.flag.matter_id}/request/\n"
    )
    return Words(f"{council.name}: please read what is asked of you", body)
