"""Whose words came down on a network is told so there when somebody decides it; it is noted, or left to hands."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from moderation.errands.carrying import run
from moderation.errands.telling import tell_there
from moderation.informing.noting import OtherRuling, note_told
from moderation.informing.owing import owed
from moderation.models import AuthorTold, Comment, Errand, Ruling
from moderation.states import Carrying
from moderation.telling import told_author
from portal.channels.connectors.base import Permanent, Transient
from portal.channels.models import Notice
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.refusals import NotYours, Refusal
from tests.makers import make_council, make_person, sign_in
from tests.moderation.errands.carried import tried
from tests.moderation.measures.test_measures import overrule
from tests.moderation.networking import Net

pytestmark = pytest.mark.django_db


def ordered(actor: Person, found: Comment) -> Errand:
    return tell_there(actor=actor, comment_id=found.pk, ruling_id=Ruling.objects.latest("pk").pk)


def test_they_are_told_in_the_words_of_the_desk_and_it_is_noted(
    net: Net, officer: Person, comment: Comment
) -> None:
    made = ordered(officer, comment)
    assert (net.told, owed(officer.council.pk).count()) == ([], 1)

    row = tried(made)
    run(made.pk)

    (sent,) = net.told
    ruling = Ruling.objects.get()
    assert (sent.comment_id, sent.words, sent.since) == ("1", told_author(comment, ruling), ruling.ruled_at)
    assert "appeals/?reference=" in sent.words
    assert (row.state, row.words) == (Carrying.DONE, "")
    noted = AuthorTold.objects.get()
    how = "The portal sent a message that they alone read on The page."
    assert (noted.reached, noted.how, noted.by, noted.ruling) == (True, how, officer.membership, ruling)
    assert owed(officer.council.pk).count() == 0
    assert LedgerEntry.objects.filter(verb__in=["telling_ordered", "errand_run"]).count() == 2
    page = sign_in(officer).get(f"/{officer.council.slug}/desk/moderation/{comment.pk}/").content.decode()
    assert how in page


def test_the_pages_lead_to_it_and_show_the_words_before_they_go(
    net: Net, clerk: Person, comment: Comment
) -> None:
    window, at = sign_in(clerk), f"/{clerk.council.slug}/desk/moderation/{comment.pk}/"
    assert "have the portal send them</a>" in window.get(f"{at}told/").content.decode()

    page = window.get(f"{at}told/send/").content.decode()

    assert "as a message that they alone read." in page
    assert f"reference={comment.reference}" in page
    assert net.told == []
    ruling = Ruling.objects.get().pk
    sent = window.post(f"{at}told/send/", {"ruling": str(ruling)}, follow=True).content.decode()
    assert "It is on its way to them." in sent
    assert "Tell its author: the portal asks the network." in sent
    assert "have the portal send them" not in window.get(f"{at}told/").content.decode()


def test_what_the_network_does_not_take_is_left_to_hands_and_noted_by_hand(
    net: Net, clerk: Person, comment: Comment
) -> None:
    net.errors = {"tell": Permanent("They take no messages.")}

    row = tried(ordered(clerk, comment))

    assert (row.state, row.problem) == (Carrying.BY_HAND, "They take no messages.")
    assert (AuthorTold.objects.count(), owed(clerk.council.pk).count()) == (0, 1)
    assert Notice.objects.filter(what="errand_by_hand").count() == 1
    note_told(
        actor=clerk,
        comment_id=comment.pk,
        ruling_id=Ruling.objects.get().pk,
        reached=False,
        told_on=timezone.localdate(),
        note="They take no messages.",
    )
    assert Errand.objects.get().state == Carrying.DONE


def test_what_it_cannot_now_is_tried_again(net: Net, clerk: Person, comment: Comment) -> None:
    net.errors = {"tell": Transient("Busy.")}
    made = ordered(clerk, comment)
    assert tried(made).state == Carrying.WAITING
    net.errors = {}

    assert tried(made).state == Carrying.DONE


@pytest.mark.parametrize("how", ["overruled", "noted"])
def test_what_is_over_before_a_worker_came_is_not_told(
    net: Net, clerk: Person, comment: Comment, how: str
) -> None:
    made = ordered(clerk, comment)
    if how == "overruled":
        overrule(clerk, comment)
    else:
        AuthorTold.objects.create(
            ruling_id=made.ruling_id or 0,
            reached=True,
            how="A letter.",
            told_on=timezone.localdate(),
            by=clerk.membership,
        )

    assert (tried(made).state, net.told) == (Carrying.DROPPED, [])


@pytest.mark.parametrize("how", ["overruled", "network", "gone", "twice", "other"])
def test_what_cannot_be_told_there_is_refused_with_words(clerk: Person, comment: Comment, how: str) -> None:
    words = "cannot tell them there"
    if how == "overruled":
        overrule(clerk, comment)
        words = "no ruling of which"
    elif how == "network":
        assert comment.channel is not None
        type(comment.channel).objects.filter(pk=comment.channel.pk).update(connector="reading")
    elif how == "gone":
        Comment.objects.update(gone_at=timezone.now())
    elif how == "twice":
        ordered(clerk, comment)
        words = "asked already"
    if how == "other":
        with pytest.raises(OtherRuling):
            tell_there(actor=clerk, comment_id=comment.pk, ruling_id=0)
        return
    before = Errand.objects.count()
    with pytest.raises(Refusal, match=words):
        ordered(clerk, comment)
    assert Errand.objects.count() == before


def test_who_enters_nothing_tells_nobody(clerk: Person, comment: Comment) -> None:
    for other in (
        make_person(council=clerk.council, role=Role.COUNCILLOR),
        make_person(council=make_council(slug="elsewhere"), role=Role.CLERK),
    ):
        with pytest.raises((NotYours, Refusal)):
            ordered(other, comment)


def test_the_database_keeps_no_words_of_it(clerk: Person, comment: Comment) -> None:
    made = ordered(clerk, comment)

    for changes in ({"words": "The key is here."}, {"ordered_by": None}, {"ruling": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Errand.objects.filter(pk=made.pk).update(**changes)
