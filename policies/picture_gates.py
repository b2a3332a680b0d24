"""What stops a picture at the last moment: somebody in it withdrew, the permission ended, or it is for print alone."""

from django.utils import timezone

from portal.channels.connectors.base import connectors
from portal.channels.models import Publication
from portal.councils.templatetags.words import day
from portal.drafts.content import LONDON
from portal.drafts.pictures.standing import Where, hashes_in, standings


def permission_lasts(publication: Publication) -> str:
    """Return why an issue with pictures must be held, or '' (a sending gate). One query, none without a picture; one
    more for a picture that somebody gave for print alone.

    It asks whatever the council's rules are, and of urgent issues too: what rests on consent stops when the consent
    does (UK GDPR, Article 7(3)).
    """
    revision = publication.revision
    hashes = hashes_in(revision.kind, revision.content)
    known = standings(publication.council_id, hashes)
    if any(one.where is Where.WITHDRAWN for one in known.values()):
        return "The permission for a picture in it was withdrawn. Replace the picture, or cancel the issue."
    then = max(timezone.now(), publication.go_at).astimezone(LONDON).date()
    ended = [one.until for one in known.values() if one.until is not None and one.until < then]
    if ended:
        return f"The permission for a picture in it ended on {day(min(ended))}. Ask again, or replace it."
    if any(one.print_only for one in known.values()) and _shown_on_screens(publication):
        return "Somebody in a picture of it agreed to print only. Ask them for more, or replace it."
    return ""


def _shown_on_screens(publication: Publication) -> bool:
    """Return whether one of its channels is anything but paper; an unknown one is. One query."""
    slugs = publication.deliveries.values_list("channel__connector", flat=True)
    known = connectors()
    return any(slug not in known or not known[slug].on_paper for slug in slugs)
