"""Whoever a notice is from or about does not decide it: somebody else does, or the council by a minute."""

from collections.abc import Callable
from typing import Any

import pytest

from moderation.models import Comment, DefamationNotice, Ruling
from moderation.notices.checking import check_notice, pass_on
from moderation.notices.concerning import concerns
from moderation.notices.deciding import close, keep, obey_order, remove
from moderation.notices.states import Event, Stage
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours
from tests.makers import make_person, sign_in
from tests.makers.comments import make_comment
from tests.makers.notices import AGREES, STANDS, mail_stands, make_answered, make_notice
from tests.moderation.notices.test_procedure import move_back

pytestmark = pytest.mark.django_db
MINUTE = "34/26"
ABOUT_YOU = "from you, or about what you wrote"
Deciding = Callable[..., DefamationNotice]


@pytest.fixture
def comment(item: NewsItem) -> Comment:
    return make_comment(item=item)


def _remove(**more: Any) -> DefamationNotice:
    return remove(event=Event.REMOVE_AGREED, **more)


def _close(**more: Any) -> DefamationNotice:
    return close(note="They took it back.", **more)


def _send_back(**more: Any) -> DefamationNotice:
    return check_notice(wanting=["why"], **more)


DECIDED: list[tuple[Deciding, str]] = [
    (_remove, "defamation_removed"),
    (keep, "defamation_kept"),
    (_close, "defamation_closed"),
    (_send_back, "defamation_found_defective"),
]


def ready(by: Person, comment: Comment, act: Deciding) -> DefamationNotice:
    """Return a notice at which ``act`` can be done."""
    if act is _send_back:
        return make_notice(comment=comment, council_id=by.council.pk)
    return make_answered(clerk=by, comment=comment, answer=AGREES if act is _remove else STANDS)


def now_from(person: Person, notice: DefamationNotice) -> None:
    move_back(notice, email=person.membership.user.email.upper())


@pytest.mark.parametrize(("act", "verb"), DECIDED)
def test_whom_it_concerns_does_not_decide_where_somebody_else_does(
    comment: Comment, clerk: Person, act: Deciding, verb: str
) -> None:
    other = make_person(council=clerk.council, role=Role.CLERK)
    made = ready(clerk, comment, act)
    now_from(clerk, made)
    stage = made.stage

    for minute in ("", MINUTE):
        with pytest.raises(NotYours, match=ABOUT_YOU):
            act(actor=clerk, notice_id=made.pk, minute=minute)

    assert DefamationNotice.objects.get().stage == stage
    act(actor=other, notice_id=made.pk, minute=MINUTE)
    assert MINUTE not in LedgerEntry.objects.get(verb=verb).body


@pytest.mark.parametrize(("act", "verb"), DECIDED)
def test_a_clerk_alone_enters_the_minute_of_the_council_which_the_record_keeps(
    comment: Comment, clerk: Person, act: Deciding, verb: str
) -> None:
    made = ready(clerk, comment, act)
    now_from(clerk, made)

    with pytest.raises(InvalidInput, match="enter the minute of the council"):
        act(actor=clerk, notice_id=made.pk)
    assert not Ruling.objects.exists()
    act(actor=clerk, notice_id=made.pk, minute=MINUTE)

    assert MINUTE in LedgerEntry.objects.get(verb=verb).body


def test_whom_another_notice_concerns_too_is_nobody_else(comment: Comment, clerk: Person) -> None:
    other = make_person(council=clerk.council, role=Role.CLERK)
    made = make_answered(clerk=clerk, comment=comment)
    now_from(clerk, made)
    Comment.objects.filter(pk=comment.pk).update(email=other.membership.user.email)

    found = keep(actor=other, notice_id=made.pk, minute=MINUTE)

    assert found.stage == Stage.KEPT


@pytest.mark.parametrize("whose", ["complainant's address", "complainant's name", "poster's address"])
def test_it_is_theirs_by_either_address_or_by_the_name_of_who_complains(
    comment: Comment, clerk: Person, whose: str
) -> None:
    made = make_notice(comment=comment, council_id=clerk.council.pk)
    assert not concerns(clerk, made)
    user = clerk.membership.user

    if whose == "complainant's address":
        made.email = user.email.title()
    elif whose == "complainant's name":
        made.name = f"  {user.name.upper().replace(' ', '  ')} "
    else:
        assert made.comment is not None
        made.comment.email = user.email.upper()

    assert concerns(clerk, made)


def test_nobody_is_concerned_where_nothing_names_anybody(comment: Comment, clerk: Person) -> None:
    made = make_notice(comment=comment, council_id=clerk.council.pk)
    made.name = made.email = ""
    made.comment = None

    assert not concerns(clerk, made)
    clerk.membership.user.email = clerk.membership.user.name = ""
    assert not concerns(clerk, made)


def test_what_the_law_finds_missing_the_passing_on_and_a_court_s_order_need_no_minute(
    comment: Comment, clerk: Person
) -> None:
    made = make_notice(comment=comment, council_id=clerk.council.pk)
    now_from(clerk, made)

    check_notice(actor=clerk, notice_id=made.pk, wanting=[])
    found = pass_on(actor=clerk, notice_id=made.pk)
    mail_stands(found, "sent")
    done = obey_order(actor=clerk, notice_id=made.pk, removes=True, note="High Court, claim 12")

    assert (found.stage, done.stage) == (Stage.WAITING, Stage.REMOVED)


def test_the_desk_asks_the_clerk_for_the_minute_where_it_is_needed_and_only_there(
    comment: Comment, clerk: Person
) -> None:
    made = make_answered(clerk=clerk, comment=comment)
    at, desk = f"/{clerk.council.slug}/desk/moderation/notices/{made.pk}/keep/", sign_in(clerk)
    asks = "Minute of the council that decided"
    assert asks not in desk.get(at).content.decode()
    now_from(clerk, made)
    assert asks in desk.get(at).content.decode()

    refused = desk.post(at, {"steps": made.steps, "minute": " "})

    assert refused.status_code == 400
    assert "enter the minute of the council that did" in refused.content.decode()
    assert desk.post(at, {"steps": made.steps, "minute": MINUTE}).status_code == 302
    assert DefamationNotice.objects.get().stage == Stage.KEPT
    assert MINUTE in LedgerEntry.objects.get(verb="defamation_kept").body


@pytest.mark.parametrize("page", ["remove", "close", "check"])
def test_each_page_that_decides_asks_for_it(comment: Comment, clerk: Person, page: str) -> None:
    made = ready(clerk, comment, _send_back if page == "check" else _remove)
    now_from(clerk, made)

    shown = sign_in(clerk).get(f"/{clerk.council.slug}/desk/moderation/notices/{made.pk}/{page}/")

    assert "Minute of the council that decided" in shown.content.decode()
