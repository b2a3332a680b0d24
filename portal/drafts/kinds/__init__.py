"""The kinds of communication, in the order in which the desk offers them."""

from portal.drafts.kinds.letters import LETTER
from portal.drafts.kinds.online import EMAIL_BULLETIN, SOCIAL_POST, SURVEY_INVITATION, WEB_PAGE
from portal.drafts.kinds.press import PRESS_RELEASE
from portal.drafts.kinds.printed import LEAFLET, MAGAZINE_ARTICLE, NOTICE
from portal.drafts.kinds.spec import Kind, Part, Shape

KINDS: dict[str, Kind] = {
    kind.slug: kind
    for kind in (
        PRESS_RELEASE,
        NOTICE,
        SOCIAL_POST,
        LETTER,
        MAGAZINE_ARTICLE,
        LEAFLET,
        WEB_PAGE,
        SURVEY_INVITATION,
        EMAIL_BULLETIN,
    )
}

KIND_CHOICES = [(kind.slug, kind.label) for kind in KINDS.values()]

__all__ = ["KINDS", "KIND_CHOICES", "Kind", "Part", "Shape"]
