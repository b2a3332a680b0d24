"""The letter on the council's letterhead."""

from portal.drafts.kinds.common import STANDING, body, title
from portal.drafts.kinds.spec import Kind, Part, Shape

LETTER = Kind(
    slug="letter",
    label="Letter",
    description="A letter on the council's letterhead, as an accessible PDF.",
    parts=(
        title("Subject"),
        Part("addressee", "Addressee", Shape.LINE, required=True, limit=150),
        Part("address", "Address", Shape.TEXT, required=True, hint="One line a line.", limit=600),
        Part("reference", "Our reference", Shape.LINE, limit=80),
        Part("their_reference", "Your reference", Shape.LINE, limit=80),
        Part("salutation", "Salutation", Shape.LINE, required=True, hint="Dear Mr Example", limit=120),
        body("Letter"),
        Part("closing", "Closing", Shape.LINE, required=True, hint="Yours sincerely", limit=80),
        Part("signatory", "Signed by", Shape.LINE, required=True, limit=150),
        Part("signatory_title", "Office", Shape.LINE, limit=150),
        *STANDING,
    ),
    outputs=("letter",),
    together=True,
    private=True,
    title_label="Subject",
)
