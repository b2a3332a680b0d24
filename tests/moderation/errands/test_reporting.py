"""A network is told once of a comment, in words that say no more than is needed; else somebody reports it by hand."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from moderation.erasing import erase_comments
from moderation.errands.carrying import run, run_due
from moderation.errands.doing import NOT_SENT_TWICE
from moderation.errands.reporting import report_there
from moderation.models import Comment, Errand, Referral
from moderation.referrals.referring import close_referral, refer
from moderation.states import Carrying
from portal.channels.connectors.base import Ambiguous, Permanent, Transient
from portal.channels.connectors.listening import Lacks
from portal.channels.connectors.shutting_out import LONGEST_REPORT, Report, Sort
from portal.channels.models import Notice
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry, Snapshot
from portal.records.retention import EraseOrder
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person, sign_in
from tests.moderation.errands.carried import tried
from tests.moderation.networking import Net

pytestmark = pytest.mark.django_db
WORDS = "It breaks rule 7.9 of the council’s house rules."


@pytest.fixture
def opened(clerk: Person, comment: Comment) -> Referral:
    return referred(clerk, comment, "platform")


def referred(clerk: Person, comment: Comment, kind: str) -> Referral:
    due_on = timezone.localdate() + timedelta(days=3)
    return refer(actor=clerk, comment_id=comment.pk, kind=kind, due_on=due_on, reason="It insults.")


def ordered(clerk: Person, opened: Referral, **changes: Any) -> Errand:
    given = {"actor": clerk, "referral_id": opened.pk, "sort": "abuse", "words": WORDS, **changes}
    return report_there(**given)


def test_a_report_goes_out_once_is_filed_as_sent_and_stays_open(
    net: Net, clerk: Person, comment: Comment, opened: Referral
) -> None:
    made = ordered(clerk, opened)
    assert net.reports == []
    assert run_due() == 1

    row = tried(made)
    run(made.pk)

    assert net.reports == [Report("1", Sort.ABUSE, WORDS)]
    assert (row.state, row.answer) == (Carrying.DONE, "R-7")
    told = "Reported under the number R-7 to its moderators. What comes of it they alone decide."
    assert row.told == told
    filed = Snapshot.objects.get(status="reported_to_network", object_id=comment.pk)
    assert filed.text == f"{WORDS}\n\n(abuse) {told}"
    assert LedgerEntry.objects.filter(verb__in=["network_report_ordered", "errand_run"]).count() == 2
    assert Referral.objects.get().closed_at is None
    page = sign_in(clerk).get(f"/{clerk.council.slug}/desk/moderation/{comment.pk}/").content.decode()
    assert told in page


def test_what_the_page_suggests_is_the_rule_and_nothing_about_anybody(
    clerk: Person, comment: Comment, opened: Referral
) -> None:
    window, at = sign_in(clerk), f"/{clerk.council.slug}/desk/moderation/"
    assert "Report it to the network" in window.get(f"{at}{comment.pk}/").content.decode()

    page = window.get(f"{at}referrals/{opened.pk}/report/").content.decode()

    said = (
        f"Insulting, threatening or abusive. It breaks the house rules of {clerk.council.name}: 7.9, bullet 1"
    )
    assert said in page
    assert "is reported to its moderators. It is sent once" in page
    assert "warden" not in page
    sent = window.post(f"{at}referrals/{opened.pk}/report/", {"sort": "abuse", "words": WORDS}, follow=True)
    assert "The report is on its way." in sent.content.decode()
    assert Errand.objects.get().words == WORDS
    assert "Report it to the network" not in window.get(f"{at}{comment.pk}/").content.decode()


@pytest.mark.parametrize("left", ["answer", "worker"])
def test_a_report_that_may_have_arrived_is_never_sent_again(
    net: Net, clerk: Person, opened: Referral, left: str
) -> None:
    made = ordered(clerk, opened)
    if left == "answer":
        net.errors = {"report": Ambiguous("No answer.")}
    else:
        Errand.objects.update(state=Carrying.ASKING, tries=1)

    row = tried(made)
    tried(made)

    assert (row.state, row.problem.startswith(NOT_SENT_TWICE)) == (Carrying.BY_HAND, True)
    assert len(net.reports) == (1 if left == "answer" else 0)
    assert Notice.objects.filter(what="errand_by_hand").count() == 1
    close_referral(actor=clerk, referral_id=opened.pk, note="Reported there by hand, number 12.")
    assert Errand.objects.get().state == Carrying.DONE


def test_an_answer_that_cannot_be_read_may_have_been_taken(net: Net, clerk: Person, opened: Referral) -> None:
    net.errors = {"report": KeyError("id")}

    assert tried(ordered(clerk, opened)).problem.startswith(NOT_SENT_TWICE)
    assert len(net.reports) == 1


def test_what_was_not_taken_is_tried_again_and_what_never_will_be_is_left_to_hands(
    net: Net, clerk: Person, opened: Referral
) -> None:
    made = ordered(clerk, opened)
    net.errors = {"report": Transient("Busy.")}
    assert tried(made).state == Carrying.WAITING
    net.errors = {"report": Lacks("It lacks: write:reports.")}

    row = tried(made)

    assert (row.state, row.problem) == (Carrying.BY_HAND, "It lacks: write:reports.")


def test_a_report_that_was_closed_meanwhile_is_not_sent(net: Net, clerk: Person, opened: Referral) -> None:
    made = ordered(clerk, opened)
    close_referral(actor=clerk, referral_id=opened.pk, note="They took it down themselves.")

    assert (tried(made).state, net.reports) == (Carrying.DROPPED, [])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"words": " "}, "What the report says"),
        ({"words": "x" * (LONGEST_REPORT + 1)}, "What the report says"),
        ({"sort": "praise"}, "Choose what"),
    ],
)
def test_what_is_not_said_is_asked_for(
    clerk: Person, opened: Referral, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        ordered(clerk, opened, **changes)
    assert Errand.objects.count() == 0


@pytest.mark.parametrize("how", ["closed", "gone", "network", "police", "twice"])
def test_what_cannot_be_reported_there_is_refused_with_words(
    clerk: Person, comment: Comment, opened: Referral, how: str
) -> None:
    one, words = opened, "no report to the platform"
    if how == "closed":
        close_referral(actor=clerk, referral_id=opened.pk, note="Done.")
    elif how == "police":
        one = referred(clerk, comment, "police")
    elif how == "gone":
        words = "stands there no more"
        Comment.objects.update(gone_at=timezone.now())
    elif how == "network":
        words = "cannot report there. Do it by hand"
        assert comment.channel is not None
        type(comment.channel).objects.filter(pk=comment.channel.pk).update(connector="reading")
    else:
        words = "asked already"
        ordered(clerk, opened)

    before = Errand.objects.count()
    with pytest.raises(Refusal, match=words):
        ordered(clerk, one)
    assert Errand.objects.count() == before


def test_where_no_report_is_taken_the_desk_says_how_it_is_done(
    clerk: Person, comment: Comment, opened: Referral
) -> None:
    assert comment.channel is not None
    type(comment.channel).objects.filter(pk=comment.channel.pk).update(connector="reading")

    page = sign_in(clerk).get(f"/{clerk.council.slug}/desk/moderation/{comment.pk}/").content.decode()

    assert (
        "The portal cannot report there: do it by hand, and close this with what shows that it is done."
        in page
    )
    assert opened.closed_at is None


def test_who_enters_nothing_reports_nothing(clerk: Person, opened: Referral) -> None:
    for other in (
        make_person(council=clerk.council, role=Role.COUNCILLOR),
        make_person(council=make_council(slug="elsewhere"), role=Role.CLERK),
    ):
        with pytest.raises((NotYours, Refusal)):
            ordered(other, opened)


def test_erasing_the_comment_takes_the_words_of_the_report(net: Net, clerk: Person, opened: Referral) -> None:
    tried(ordered(clerk, opened))
    close_referral(actor=clerk, referral_id=opened.pk, note="They took it down.")
    Comment.objects.update(settled_at=timezone.now() - timedelta(days=400))

    erase_comments(EraseOrder(clerk.council.pk, (), timezone.now()))

    row = Errand.objects.get()
    assert (row.words, row.erased_at is not None) == ("", True)
    assert not Snapshot.objects.filter(object_type="comment", text__contains="7.9 of the council").exists()


def test_the_database_keeps_one_report_a_referral_with_its_words(clerk: Person, opened: Referral) -> None:
    made = ordered(clerk, opened)
    for changes in ({"words": ""}, {"ordered_by": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Errand.objects.filter(pk=made.pk).update(**changes)
    made.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)


def test_a_refusal_by_the_network_says_why(net: Net, clerk: Person, opened: Referral) -> None:
    net.errors = {"report": Permanent("The comment stands there no more.")}

    assert tried(ordered(clerk, opened)).problem == "The comment stands there no more."
