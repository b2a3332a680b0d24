"""The press release: on behalf of the council as a whole, to newspapers and newsroom together."""

from portal.drafts.kinds.common import BODY_LIMIT, STANDING, body, pictures, title
from portal.drafts.kinds.spec import Kind, Part, Shape

PRESS_RELEASE = Kind(
    slug="press_release",
    label="Press release",
    description="News of the council for newspapers and the newsroom.",
    parts=(
        title("Headline", "Say what happened, in up to twelve words."),
        body("Release", "Facts first. Quotations have their own place below."),
        Part(
            "quotes",
            "Quotations",
            Shape.QUOTES,
            hint="Exact words, and who says them in which office.",
            limit=2000,
        ),
        pictures(
            "Newspapers get each as a file, with its description and who made it. Each needs a description.",
            later=True,
        ),
        Part("notes_to_editors", "Notes to editors", Shape.RICH, limit=BODY_LIMIT),
        Part("contact_name", "Press contact", Shape.LINE, required=True, limit=120),
        Part("contact_email", "Contact's email", Shape.EMAIL, required=True, limit=254),
        Part("contact_phone", "Contact's telephone", Shape.LINE, limit=40),
        Part(
            "embargo",
            "Not for publication before",
            Shape.MOMENT,
            hint="The newspapers get it at once, marked; whoever reads in public waits. Leave empty for none.",
        ),
        *STANDING,
    ),
    outputs=("newsroom", "press_email", "webhook"),
    together=True,
    besides=("webhook",),
)
