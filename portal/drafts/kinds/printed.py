"""What is made for paper and boards: notices, magazine articles and leaflets."""

from portal.drafts.kinds.common import MINUTES, STANDING, body, title
from portal.drafts.kinds.spec import Kind, Part, Shape

NOTICE = Kind(
    slug="notice",
    label="Notice",
    description="A public notice, with the date it concerns and whom to ask.",
    parts=(
        title("Notice title"),
        body("Notice"),
        Part("concerns_on", "Date it concerns", Shape.DAY, hint="The day of the closure, meeting or event."),
        MINUTES,
        Part("place", "Place", Shape.LINE, limit=200),
        Part("contact_name", "Whom to ask", Shape.LINE, limit=120),
        Part("contact_email", "Contact's email", Shape.EMAIL, limit=254),
        Part("contact_phone", "Contact's telephone", Shape.LINE, limit=40),
        *STANDING,
    ),
    outputs=("newsroom", "wordpress", "webhook", "noticeboard", "poster", "meeting", "manual"),
    title_label="Notice title",
)

MAGAZINE_ARTICLE = Kind(
    slug="magazine_article",
    label="Magazine article",
    description="An article for the village or town magazine.",
    parts=(
        title(),
        Part("byline", "Byline", Shape.LINE, limit=150),
        Part("issue", "Issue", Shape.LINE, hint="For example: December 2026.", limit=80),
        body("Article"),
        *STANDING,
    ),
    outputs=("magazine",),
    needs_channel=False,
)

LEAFLET = Kind(
    slug="leaflet",
    label="Leaflet",
    description="Text for a leaflet that is taken from door to door.",
    parts=(title(), body("Leaflet"), Part("area", "Where it goes", Shape.LINE, limit=200), *STANDING),
    outputs=("leaflet",),
    needs_channel=False,
)
