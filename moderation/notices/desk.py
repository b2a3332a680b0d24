"""The desk's list of notices, one notice as a whole, and its letters."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from moderation.models import Comment, DefamationNotice, NoticeLetter
from moderation.notices.letters import shown_to_poster
from moderation.notices.outstanding import standing_still
from moderation.notices.particulars import Particular
from moderation.notices.posting import goes_by_post
from moderation.notices.printing import letter_pdf
from moderation.notices.reaching import failed, mail_to_poster, with_mail
from moderation.notices.removing import earlier_removals
from moderation.notices.seeing import get_notice, notices_of, require_reading
from moderation.notices.states import MOVES, REMOVALS, REMOVED_BEFORE, Event, Stage
from moderation.noticing import Page, page_of
from moderation.queue import assessment_of
from moderation.seeing import comments_of, may_rule
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.views import CouncilView

SECTION = "moderation"
A_PAGE = 25


class NoticesPage(CouncilView):
    """Shows the notices: what is due first stands first, then what is over."""

    power = Power.READ_ALL

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of them."""
        require_reading(self.person)
        rows = notices_of(self.person).select_related("comment")
        rows = rows.order_by(F("closed_at").desc(nulls_first=True), F("due_at").asc(nulls_last=True), "-pk")
        words = {
            "section": SECTION,
            "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
            "handles": may_rule(self.person),
            "now": timezone.now(),
        }
        return render(request, "moderation/notices/list.html", words)


class NoticePage(CouncilView):
    """One notice: what it says, where it stands, what can be done now, every step and letter."""

    power = Power.READ_ALL

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        notice = get_notice(self.person, pk)
        words = {
            "section": SECTION,
            "notice": notice,
            "items": items_of(notice),
            "acts": acts_for(self.person, notice),
            "history": notice.history.select_related("by__user").order_by("number"),
            "letters": _letters(notice),
            "handles": may_rule(self.person) and notice.erased_at is None,
            "repeated": repeated(notice),
            "reads_comment": comments_of(self.person).filter(pk=notice.comment_id or 0).exists(),
            "shown": _shown(notice, bare=request.GET.get("words") == "show"),
            "unsent": notice.stage == Stage.WAITING and failed(mail_to_poster(notice)),
            "still": standing_still().filter(pk=notice.pk).first() if notice.stage == Stage.REMOVED else None,
            "for_poster": shown_to_poster(notice),
            "on_network": notice.comment is not None and notice.comment.way != Comment.Way.NEWSROOM,
            "now": timezone.now(),
        }
        return render(request, "moderation/notices/notice.html", words)


def _shown(notice: DefamationNotice, *, bare: bool) -> Page | None:
    """Return the words of the comment that it is about, None where that is not known. One query at most."""
    one = notice.comment
    if one is None:
        return None
    return page_of(one.text, assessment_of(one), bare=bare, attached=one.attached)


def _letters(notice: DefamationNotice) -> list[Any]:
    """Return the letters, each with where its mail stands and whether it goes by post. One query."""
    rows = notice.letters.select_related("posting__by__user").order_by("pk")
    found = list(with_mail(rows))
    for one in found:
        one.to_post = goes_by_post(one.kind, one.mail)
    return found


def repeated(notice: DefamationNotice) -> str:
    """Return "shown" where our own record bears out that the same was removed before, "said" where it does not.

    '' where the complainant does not say so, or it is past that. One query at most.
    """
    if not notice.says_repeated or notice.stage not in {Stage.RECEIVED, Stage.COMPLETE}:
        return ""
    removals = {one.ruling_id for one in earlier_removals(notice)}
    return "shown" if len(removals) >= REMOVED_BEFORE else "said"


def items_of(notice: DefamationNotice) -> list[tuple[str, str, bool]]:
    """Return each particular in words: what it is, what the notice says, and whether it was found missing."""
    said = {True: "Yes", False: "No", None: "", "": ""}
    rows = []
    for one in Particular:
        value: Any = getattr(notice, one.value)
        shown = said[value] if isinstance(value, bool) or not value else str(value)
        if one == Particular.WITHOUT_DETAILS and not value:
            shown = ""
        rows.append((one.label.capitalize(), shown, one.value in notice.lacking))
    return rows


def acts_for(person: Person, notice: DefamationNotice) -> set[str]:
    """Return what ``person`` can do with ``notice`` as it stands, as the page's links name it."""
    if not may_rule(person) or notice.erased_at is not None:
        return set()
    stage = Stage(notice.stage)
    acts, told = {"order"}, False
    acts |= {"remove"} if any(stage in MOVES[one].at for one in REMOVALS - {Event.ORDER_REMOVAL}) else set()
    if stage == Stage.WAITING and not failed(mail_to_poster(notice)):
        acts.discard("remove")
        told = True
    named = {
        "name": Event.NAME_COMMENT,
        "check": Event.FIND_COMPLETE,
        "complete": Event.COMPLETE_IT,
        "pass": Event.PASS_ON,
        "answer": Event.ANSWER,
        "keep": Event.KEEP,
        "close": Event.CLOSE,
    }
    acts |= {name for name, event in named.items() if stage in MOVES[event].at}
    return acts - {"pass"} if told else acts


class NoticeLetterPaper(CouncilView):
    """Answers with one letter as a PDF, to be printed and posted or kept."""

    power = Power.READ_ALL

    def get(self, request: HttpRequest, pk: int, letter: int) -> HttpResponse:  # noqa: ARG002  for everybody the same
        """Set it and send it as a file."""
        notice = get_notice(self.person, pk)
        found = NoticeLetter.objects.filter(notice=notice, pk=letter, erased_at__isnull=True).first()
        if found is None:
            raise Http404
        return HttpResponse(
            letter_pdf(found, notice),
            content_type="application/pdf",
            headers={
                "Content-Disposition": f'inline; filename="{notice.reference}-{found.pk}.pdf"',
                "Cache-Control": "private, no-store",
            },
        )
