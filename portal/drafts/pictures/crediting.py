"""What readers are told beneath a picture: who made it, where its licence asks for that."""

from portal.drafts.models import Media

_NAMED = frozenset({Media.Licence.LEAVE, Media.Licence.OPEN, Media.Licence.BOUGHT})
"""Licences under which whoever made it is named. What was taken for the council carries no name of a private person."""


def credit_of(media: Media) -> str:
    """Return the line beneath ``media``, '' where none is asked for: “Picture: Ann Ash, CC BY 4.0”.

    An open licence asks to be named too. Terms of what was bought or let are between the council and who made it.
    """
    if media.licence not in _NAMED or not media.source:
        return ""
    terms = " ".join(media.terms.split()) if media.licence == Media.Licence.OPEN else ""
    return f"Picture: {media.source}, {terms}" if terms else f"Picture: {media.source}"
