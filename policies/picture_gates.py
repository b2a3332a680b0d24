"""What stops a picture or recording at the last moment: somebody withdrew, the permission ended, it is for print."""

from django.utils import timezone

from portal.channels.connectors.base import connectors
from portal.channels.models import Publication
from portal.councils.templatetags.words import day
from portal.drafts.content import LONDON
from portal.drafts.pictures.standing import Where, hashes_in, standings


def permission_lasts(publication: Publication) -> str:
    """Return why an issue with pictures or recordings must be held, or '' (a sending gate).

    One query, none without pictures and recordings; one more for a picture that somebody gave for print alone. It asks
    whatever the council's rules are, and of urgent issues too: what rests on consent stops when the consent does (UK
    GDPR, Article 7(3)).
    """
    revision = publication.revision
    known = standings(publication.council_id, hashes_in(revision.kind, revision.content)).values()
    withdrawn = next((one for one in known if one.where is Where.WITHDRAWN), None)
    if withdrawn is not None:
        it = withdrawn.called
        return f"The permission for a {it} in it was withdrawn. Replace the {it}, or cancel the issue."
    now = timezone.now()
    then = max(now, publication.go_at).astimezone(LONDON).date()
    ended = [(one.until, one.called) for one in known if one.until is not None and one.until < then]
    if ended:
        until, it = min(ended)
        ends = f"ended on {day(until)}"
        if until >= now.astimezone(LONDON).date():
            ends = f"ends on {day(until)}, before it goes out"
        return f"The permission for a {it} in it {ends}. Ask again, or replace it."
    if any(one.print_only for one in known) and _shown_on_screens(publication):
        return "Somebody in a picture of it agreed to print only. Ask them for more, or replace it."
    return ""


def _shown_on_screens(publication: Publication) -> bool:
    """Return whether one of its channels is anything but paper; an unknown one is. One query."""
    slugs = publication.deliveries.values_list("channel__connector", flat=True)
    known = connectors()
    return any(slug not in known or not known[slug].on_paper for slug in slugs)
