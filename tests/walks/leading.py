"""Where a mail must lead: to a page of the very thing that it is about, named by that thing's own number or key."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.urls import reverse

from approvals.models import (
    Enquiry,
    ItemConsultation,
    ReceivedLetter,
    Review,
    Reviewer,
    SecondLook,
    StepAsk,
)
from approvals.reviewers.links import reviewer_of_token
from moderation.appeals.keys import reference_with_key
from moderation.complaints.keys import token_of
from moderation.models import Comment, Complaint, ConductCase, DefamationNotice, Incident, NoticeLetter
from moderation.notices.keys import answer_address, status_address
from policies.models import (
    MatterFlag,
    Period,
    PermissionReminder,
    PersonalAccount,
    Pledge,
    Question,
    ReviewReminder,
    Version,
)
from portal.channels.models import (
    Access,
    Announcement,
    Channel,
    Connection,
    Delivery,
    Job,
    Notice,
    Revocation,
)
from portal.channels.notices.vocabulary import What
from portal.channels.quotes.links import quote_of_token
from portal.drafts.models import Communication, Quote

Page = tuple[str, dict[str, str]]
"""An address by its name, and which attribute of the thing each of its parameters is (a path with dots)."""
PAGES: dict[str, tuple[Any, tuple[Page, ...]]] = {
    "review": (Review, (("review", {"pk": "pk"}), ("draft", {"id": "communication_id"}))),
    "second_look": (
        SecondLook,
        (
            ("second_look", {"pk": "pk"}),
            ("issued_item", {"communication": "communication_id"}),
            ("draft", {"id": "communication_id"}),
        ),
    ),
    "consultation": (
        ItemConsultation,
        (("consultation", {"pk": "pk"}), ("consultations", {"communication": "communication_id"})),
    ),
    "reviewer": (
        Reviewer,
        (("reviewer_read", {"pk": "pk"}), ("reviewers", {"communication": "communication_id"})),
    ),
    "route_step": (StepAsk, (("route_step", {"pk": "pk"}),)),
    "press_enquiry": (Enquiry, (("press_enquiry", {"pk": "pk"}),)),
    "received_letter": (ReceivedLetter, (("letter_in", {"pk": "pk"}),)),
    "comment": (Comment, (("comment", {"pk": "pk"}),)),
    "defamation_notice": (DefamationNotice, (("defamation_notice", {"pk": "pk"}),)),
    "conduct_case": (ConductCase, (("conduct_case", {"pk": "pk"}), ("conduct_mine", {"pk": "pk"}))),
    "complaint": (Complaint, (("complaint", {"pk": "pk"}),)),
    "clerk_complaint": (Complaint, (("complaint", {"pk": "pk"}),)),
    "incident": (Incident, (("incident", {"pk": "pk"}),)),
    "policy_version": (Version, (("version_accept", {"pk": "pk"}),)),
    "review_reminder": (ReviewReminder, (("policy", {"pk": "version.policy_id"}),)),
    "question": (Question, (("question", {"pk": "pk"}),)),
    "period": (Period, (("period", {"pk": "pk"}),)),
    "matter_flag": (MatterFlag, (("matter_request", {"pk": "matter_id"}),)),
    "pledge": (Pledge, (("pledge", {"pk": "meeting_id"}),)),
    "communication": (Communication, (("draft", {"id": "pk"}),)),
    "personal_account": (PersonalAccount, (("check_account", {"pk": "pk"}),)),
    "quote": (Quote, (("quote", {"pk": "pk"}),)),
    "job": (Job, (("job_page", {"pk": "pk"}),)),
    "connection": (Connection, (("connect_channel", {"pk": "channel_id"}),)),
    "revocation": (Revocation, (("connect_channel", {"pk": "connection.channel_id"}),)),
    "announcement": (Announcement, (("connect_channel", {"pk": "channel_id"}),)),
    "delivery": (Delivery, (("issued_item", {"communication": "publication.communication_id"}),)),
    "channel": (Channel, (("channel", {"pk": "pk"}),)),
    "channel_access": (Access, (("channel", {"pk": "channel_id"}),)),
}


def _ends(address: str) -> str:
    return address.removeprefix(settings.SITE_URL)


def _by_reference(comment: Comment) -> set[str]:
    key, slug = reference_with_key(comment), comment.council.slug
    return {f"/{slug}/appeals/?reference={key}", f"/{slug}/appeals/{key}/"}


OUTSIDE: dict[str, Callable[[Any], set[str]]] = {
    "comment": _by_reference,
    "complaint": lambda one: {f"/{one.council.slug}/complaints/status/{token_of(one)}/"},
    "clerk_complaint": lambda one: {f"/{one.council.slug}/complaints/status/{token_of(one)}/"},
}
"""The pages of somebody without an account, of which the portal can make the address anew."""
OF_A_TOKEN: dict[str, Callable[[str, str], Any]] = {"quote": quote_of_token, "reviewer": reviewer_of_token}
"""Private links, of which a hash alone is kept: whose each is (the council's slug, the token)."""


def leads_to_it(notice: Notice, link: str) -> bool:
    """Return whether ``link`` of a mail is a page of the very thing that ``notice`` is about, by its own number."""
    path, slug, sort = _ends(link), notice.council.slug, notice.object_type
    if sort == "permission_reminder":
        found = PermissionReminder.objects.get(pk=notice.object_id)
        return path == f"{reverse('permissions', args=[slug])}#permission-{found.permission_id}"
    if notice.what == What.DEFAMATION_LETTER:  # to its complainant or to the poster, about the notice alone
        letter = NoticeLetter.objects.get(key=notice.key)
        return path in {_ends(status_address(letter.notice)), _ends(answer_address(letter.notice))}
    model, pages = PAGES[sort]
    thing = model.objects.get(pk=notice.object_id)
    if notice.recipient_id is None and sort in OF_A_TOKEN:
        whose = OF_A_TOKEN[sort](slug, path.rstrip("/").rpartition("/")[2])
        return bool(whose == thing)
    if notice.recipient_id is None:
        return path in OUTSIDE[sort](thing)
    return path in {_page(slug, name, thing, named) for name, named in pages}


def _page(slug: str, name: str, thing: Any, named: dict[str, str]) -> str:
    values = {parameter: attrgetter(attribute)(thing) for parameter, attribute in named.items()}
    return reverse(name, kwargs={"council": slug, **values})
