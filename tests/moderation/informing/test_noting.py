"""Whose words came down on a network is told by somebody; until it is noted how, the desk says that they were not."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from moderation.erasing import erase_comments
from moderation.informing.noting import note_told
from moderation.informing.owing import owed
from moderation.models import AuthorTold, Comment, Ruling
from moderation.ruling import Judged, rule
from moderation.states import Handling
from policies.models import Clause
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry, Snapshot
from portal.records.retention import EraseOrder
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_person, sign_in
from tests.makers.comments import make_comment, make_house_rules

pytestmark = pytest.mark.django_db
HOW = "A private message there."


@pytest.fixture(autouse=True)
def _rules(clerk: Person) -> None:
    make_house_rules(clerk)


@pytest.fixture
def there(item: NewsItem, clerk: Person) -> Comment:
    """Return a comment on a network that the clerk hid."""
    return hidden(clerk, make_comment(item=item, remote_id="there", way="network", email=""))


def hidden(clerk: Person, comment: Comment) -> Comment:
    clause = Clause.objects.get(version__policy__council=clerk.council, ref="7.9/b1")
    judged = Judged(version=1, outcome="hide", ground="abusive", clause_id=clause.pk)
    rule(actor=clerk, comment_id=comment.pk, judged=judged, reason="It insults.")
    return comment


def note(actor: Person, comment: Comment, told_on: date | None = None, how: str = HOW) -> AuthorTold:
    on = told_on or timezone.localdate()
    ruling = Ruling.objects.filter(comment=comment).latest("pk")
    return note_told(
        actor=actor, comment_id=comment.pk, ruling_id=ruling.pk, reached=True, told_on=on, note=how
    )


def said(comment: Comment, **changes: str) -> dict[str, str]:
    ruling = Ruling.objects.get(comment=comment, overruled_by__isnull=True)
    return {"ruling": str(ruling.pk), "told_on": timezone.localdate().isoformat(), **changes}


def untold(clerk: Person) -> list[int]:
    return list(owed(clerk.council.pk).values_list("comment_id", flat=True))


def test_from_the_list_of_the_untold_to_the_note_on_the_comment(there: Comment, officer: Person) -> None:
    window, desk = sign_in(officer), f"/{there.council.slug}/desk/moderation/"
    at = f"{desk}{there.pk}/told/"
    assert f"{desk}{there.pk}/" in window.get(f"{desk}?show=untold").content.decode()
    assert at in window.get(f"{desk}{there.pk}/").content.decode()
    form = window.get(at).content.decode()
    assert "Ask for another look by" in form

    typed = said(there, reached="yes", note=HOW)
    page = window.post(at, typed, follow=True).content.decode()

    assert "Its author was told on" in page
    assert HOW in page
    assert at not in page
    assert f"{desk}{there.pk}/" not in window.get(f"{desk}?show=untold").content.decode()
    kept = AuthorTold.objects.get()
    assert (kept.reached, kept.how, kept.by_id) == (True, HOW, officer.membership.pk)
    assert Snapshot.objects.filter(status="author_told", text=HOW).count() == 1
    assert LedgerEntry.objects.filter(verb="author_told").count() == 1


def test_that_they_cannot_be_reached_is_noted_likewise(there: Comment, officer: Person) -> None:
    window, at = sign_in(officer), f"/{there.council.slug}/desk/moderation/{there.pk}/told/"
    typed = said(there, reached="no", note="The account is gone.")

    page = window.post(at, typed, follow=True).content.decode()

    assert "Its author could not be told" in page
    assert untold(officer) == []


def test_what_a_placeholder_or_a_mail_tells_is_owed_to_nobody(item: NewsItem, clerk: Person) -> None:
    here = hidden(clerk, make_comment(item=item))

    assert untold(clerk) == []
    with pytest.raises(Refusal, match="no ruling of which its author is still to be told"):
        note(clerk, here)


@pytest.mark.parametrize("why", ["overruled", "deleted there", "left"])
def test_what_stands_or_went_by_itself_is_owed_to_nobody(
    item: NewsItem, clerk: Person, there: Comment, why: str
) -> None:
    assert untold(clerk) == [there.pk]
    if why == "overruled":
        left = Judged(version=1, outcome="leave", answering="other")
        rule(actor=clerk, comment_id=there.pk, judged=left, reason="It was fair.")
    elif why == "deleted there":
        Comment.objects.filter(pk=there.pk).update(gone_at=timezone.now() - timedelta(minutes=5))
    else:
        standing = make_comment(item=item, remote_id="standing", way="network", text="It is dear.", email="")
        left = Judged(version=1, outcome="leave", answering="other")
        rule(actor=clerk, comment_id=standing.pk, judged=left, reason="They were told.")
        assert untold(clerk) == [there.pk]
        return
    assert untold(clerk) == []


def test_who_removes_it_there_still_owes_its_author_the_reason(there: Comment, officer: Person) -> None:
    Comment.objects.filter(pk=there.pk).update(gone_at=timezone.now())
    window, desk = sign_in(officer), f"/{there.council.slug}/desk/moderation/"

    assert untold(officer) == [there.pk]
    assert f"{desk}{there.pk}/told/" in window.get(f"{desk}{there.pk}/").content.decode()


def test_the_words_of_a_ruling_that_was_overtaken_are_noted_of_no_other(
    there: Comment, clerk: Person, officer: Person
) -> None:
    typed, window = said(there, reached="yes", note=HOW), sign_in(officer)
    first = Ruling.objects.get()
    harder = Judged(version=1, outcome="remove", ground="abusive", clause_id=first.clause_id, last=first.pk)
    rule(actor=clerk, comment_id=there.pk, judged=harder, reason="It insults.")

    answer = window.post(f"/{there.council.slug}/desk/moderation/{there.pk}/told/", typed)

    page = answer.content.decode()
    assert "ruled on this comment anew while you were looking at it" in page
    assert HOW in page
    assert AuthorTold.objects.count() == 0


def test_an_appeal_is_offered_only_while_there_is_time_for_one(
    there: Comment, officer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = f"/{there.council.slug}/desk/moderation/{there.pk}/told/"
    in_time = sign_in(officer).get(at).content.decode()
    monkeypatch.setattr("moderation.telling.WITHIN", timedelta(0))
    late = sign_in(officer).get(at).content.decode()

    assert ("its author can appeal" in in_time, "The time to ask for another look is over" in in_time) == (
        True,
        False,
    )
    assert ("its author can appeal" in late, "The time to ask for another look is over" in late) == (
        False,
        True,
    )
    assert "/appeals/?reference=" not in late


def test_another_ruling_on_changed_words_is_told_anew(clerk: Person, there: Comment) -> None:
    note(clerk, there)
    harder = Judged(version=1, outcome="remove", ground="abusive", clause_id=Ruling.objects.get().clause_id)
    rule(actor=clerk, comment_id=there.pk, judged=harder, reason="It insults.")

    assert untold(clerk) == [there.pk]
    note(clerk, there)
    assert AuthorTold.objects.count() == 2


def test_what_is_older_than_the_time_for_an_appeal_stands_in_the_list_no_more(
    there: Comment, officer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moderation.queue.WITHIN", timedelta(0))
    page = sign_in(officer).get(f"/{there.council.slug}/desk/moderation/?show=untold").content.decode()

    assert f"/{there.pk}/" not in page
    assert untold(officer) == [there.pk]


@pytest.mark.parametrize("days", [-1, 1])
def test_a_day_before_the_ruling_or_to_come_is_refused(there: Comment, clerk: Person, days: int) -> None:
    with pytest.raises(InvalidInput, match="On which day"):
        note(clerk, there, timezone.localdate() + timedelta(days=days))
    assert untold(clerk) == [there.pk]


def test_nobody_notes_it_but_clerk_and_officers_and_nobody_without_words(
    there: Comment, clerk: Person
) -> None:
    auditor = make_person(council=clerk.council, role=Role.AUDITOR)
    with pytest.raises(NotYours):
        note(auditor, there)
    with pytest.raises(InvalidInput, match="How"):
        note(clerk, there, how=" ")
    assert AuthorTold.objects.count() == 0


def test_it_is_noted_once_and_never_changed(item: NewsItem, there: Comment, clerk: Person) -> None:
    made = note(clerk, there)

    with pytest.raises(Refusal, match="still to be told"):
        note(clerk, there)
    with pytest.raises(DatabaseError), transaction.atomic():
        AuthorTold.objects.filter(pk=made.pk).update(how="Otherwise.")
    with pytest.raises(DatabaseError), transaction.atomic():
        AuthorTold.objects.filter(pk=made.pk).delete()
    other = hidden(clerk, make_comment(item=item, remote_id="other", way="network", email=""))
    with pytest.raises(IntegrityError, match="an_author_told_says_how"), transaction.atomic():
        AuthorTold.objects.create(
            ruling=other.rulings.get(),
            reached=True,
            how="",
            told_on=timezone.localdate(),
            by=clerk.membership,
        )


def test_its_words_are_erased_with_the_comment(there: Comment, clerk: Person) -> None:
    note(clerk, there)
    long_ago = timezone.now() - timedelta(days=5_000)
    Comment.objects.filter(pk=there.pk).update(handling=Handling.SETTLED, settled_at=long_ago)

    erase_comments(EraseOrder(clerk.council.pk, (), timezone.now()))

    kept = AuthorTold.objects.get()
    assert (kept.how, kept.erased_at is not None) == ("", True)
