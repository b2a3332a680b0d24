"""The letter on the council's letterhead."""

from portal.drafts.kinds.common import STANDING, body, title
from portal.drafts.kinds.spec import Kind, Part, Shape

ANSWERS = (("sender", "Only whoever wrote to us"), ("all", "Reply to all: everybody who had their letter"))

RECIPIENTS = (
    Part(
        "to",
        "Email to",
        Shape.PEOPLE,
        hint="One address a line, like Jo Example <jo@example.org>. Leave it empty where it goes on paper alone.",
        limit=4_000,
        later=True,
    ),
    Part(
        "cc",
        "Copies (cc)",
        Shape.PEOPLE,
        hint="Only those who need it, one a line. The letter names them. With an address, like "
        "Jo Example <jo@example.org>, they get it by email; by name alone, on paper: the office prints and posts it.",
        limit=4_000,
        later=True,
    ),
    Part(
        "bcc",
        "Blind copies (bcc)",
        Shape.PEOPLE,
        hint="One a line, each with an email address: blind copies go by email alone. No other reader learns of them; "
        "the record keeps and discloses them.",
        limit=4_000,
        later=True,
        by_email=True,
    ),
    Part(
        "answers",
        "Whom does it answer?",
        Shape.CHOICE,
        hint="Where it answers a letter that others had too.",
        choices=ANSWERS,
        later=True,
    ),
)
"""Who gets a letter besides the address on it. Part of what is approved: the hash of a revision holds them."""

LETTER = Kind(
    slug="letter",
    label="Letter",
    description="A letter on the council's letterhead, as an accessible PDF, on paper and by email.",
    parts=(
        title("Subject"),
        Part("addressee", "Addressee", Shape.LINE, required=True, limit=150),
        Part(
            "address",
            "Address",
            Shape.TEXT,
            required=True,
            hint="Line by line, as on the envelope.",
            limit=600,
        ),
        *RECIPIENTS,
        Part("reference", "Our reference", Shape.LINE, limit=80),
        Part("their_reference", "Your reference", Shape.LINE, limit=80),
        Part("salutation", "Salutation", Shape.LINE, required=True, hint="Dear Mr Example", limit=120),
        body("Letter"),
        Part("closing", "Closing", Shape.LINE, required=True, hint="Yours sincerely", limit=80),
        Part("signatory", "Signed by", Shape.LINE, required=True, limit=150),
        Part("signatory_title", "Office", Shape.LINE, limit=150),
        *STANDING,
    ),
    outputs=("letter", "letter_mail"),
    together=True,
    private=True,
    title_label="Subject",
)
