"""What is made for screens: social posts, web pages, bulletins and survey invitations."""

from portal.drafts.kinds.common import MINUTES, STANDING, body, pictures, title
from portal.drafts.kinds.spec import Kind, Part, Shape

SHORTEN, THREAD = "shorten", "thread"
THREADED = frozenset({"mastodon", "bluesky", "x"})
"""Networks on which a text may run on in further posts; the connectors that can are the same (Capability.THREAD)."""

SOCIAL_POST = Kind(
    slug="social_post",
    label="Social post",
    description="A short text with a link and pictures, with a version per channel where needed.",
    parts=(
        title("Working title", "Shown in lists and in the newsroom."),
        Part("text", "Text", Shape.TEXT, required=True, limit=5000),
        Part(
            "versions",
            "Versions per channel",
            Shape.VERSIONS,
            hint="Only where a channel needs other words. The link and who speaks are added to each, and count too.",
            limit=5000,
        ),
        Part(
            "length",
            "Where the text is longer than one post may be",
            Shape.CHOICE,
            hint="Mastodon, Bluesky and X can have threads. The first post of one has the link and says who speaks.",
            choices=(
                (SHORTEN, "It is not sent there until it has a shorter version"),
                (THREAD, "It goes out as a thread of several posts"),
            ),
        ),
        Part("link", "Link", Shape.LINK, hint="To the full story.", limit=500),
        Part(
            "content_warning",
            "Content warning",
            Shape.LINE,
            hint="Where a network can, readers see this first and choose to read on. Usually empty.",
            limit=100,
        ),
        pictures(),
        Part(
            "recordings",
            "Video and sound",
            Shape.RECORDINGS,
            hint="A video needs captions, sound needs captions or a transcript. Readers find them in the newsroom.",
            limit=200,
        ),
        *STANDING,
    ),
    outputs=("newsroom", "mastodon", "bluesky", "facebook", "x", "wordpress", "webhook", "manual"),
    body="text",
    title_label="Working title",
)

WEB_PAGE = Kind(
    slug="web_page",
    label="Web page",
    description="Text for a page of the council's own website.",
    parts=(
        title("Page title"),
        body("Page"),
        Part("page_address", "Address of the page", Shape.LINK, limit=500),
        MINUTES,
        *STANDING,
    ),
    outputs=("webhook",),
    besides=("webhook",),
    title_label="Page title",
    needs_channel=False,
)

EMAIL_BULLETIN = Kind(
    slug="email_bulletin",
    label="Email bulletin",
    description="A bulletin for residents who asked to be told.",
    parts=(
        title("Subject"),
        Part("summary", "Summary line", Shape.LINE, limit=200),
        body("Bulletin"),
        *STANDING,
    ),
    outputs=("webhook",),
    besides=("webhook",),
    title_label="Subject",
    needs_channel=False,
)

SURVEY_INVITATION = Kind(
    slug="survey_invitation",
    label="Survey invitation",
    description="An invitation to answer a survey, with its closing date.",
    parts=(
        title(),
        body("Invitation"),
        Part(
            "survey_link",
            "Address of the survey, if it is held elsewhere",
            Shape.LINK,
            hint="Leave it empty to ask the questions here.",
            limit=500,
        ),
        Part(
            "closes_on",
            "Closing date",
            Shape.DAY,
            required=True,
            hint="The form closes at 11:59 pm on this day.",
        ),
        Part(
            "closes_at",
            "Closing time, if it is earlier",
            Shape.MOMENT,
            hint="On the closing date. Leave it empty to close at 11:59 pm.",
        ),
        Part(
            "opens_at",
            "Opening time, if it is later",
            Shape.MOMENT,
            hint="Leave it empty to open the form as soon as the invitation is issued.",
        ),
        Part(
            "questions",
            "Questions",
            Shape.QUESTIONS,
            hint="Ask no more than you will use. Whoever answers stays unnamed: do not ask for a name.",
            limit=2000,
        ),
        Part(
            "privacy",
            "What is done with the replies",
            Shape.TEXT,
            hint="Shown above the questions: what the replies are for and who reads them.",
            limit=2000,
        ),
        Part(
            "kept_until",
            "Replies are erased after",
            Shape.DAY,
            hint="Shown to whoever answers; the portal erases the replies once this day is over.",
        ),
        Part(
            "return_address",
            "Where paper forms are returned",
            Shape.TEXT,
            hint="Leave it empty for the council's own address.",
            limit=400,
        ),
        *STANDING,
    ),
    outputs=("newsroom", "webhook"),
)
