"""An appeal that came to the office is entered as its author's, by who rules, who say how they know whose it is."""

import json
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from moderation.appeals.deciding import decide_appeal
from moderation.appeals.entering import enter_appeal
from moderation.appeals.keys import reference_with_key
from moderation.appeals.making import WITHIN, appeal
from moderation.erasing import erase_comments
from moderation.models import Appeal, AppealEntered, Comment, Ruling
from moderation.ruling import Judged, rule
from moderation.states import Handling
from policies.models import Clause
from portal.channels.models import NewsItem, Notice
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.content import LONDON
from portal.records.models import LedgerEntry, Snapshot
from portal.records.retention import EraseOrder
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person, sign_in
from tests.makers.comments import make_comment, make_house_rules

pytestmark = pytest.mark.django_db
CHECKED = "She gave the whole reference, and I called her back."
SAID = "I meant the pigeons."


@pytest.fixture
def down(item: NewsItem, clerk: Person) -> Comment:
    """Return a comment on a network that the clerk hid four days ago."""
    cache.clear()
    make_house_rules(clerk)
    return hidden(clerk, make_comment(item=item, way="network", email="", author_id="jo"), days=4)


def hidden(clerk: Person, comment: Comment, days: int = 0) -> Comment:
    clause = Clause.objects.get(version__policy__council=clerk.council, ref="7.9/b1")
    judged = Judged(version=1, outcome="hide", ground="abusive", clause_id=clause.pk)
    before = timezone.now() - timedelta(days=days)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Ruling._meta.get_field("ruled_at"), "_get_default", lambda: before)
        rule(actor=clerk, comment_id=comment.pk, judged=judged, reason="It insults.")
    comment.refresh_from_db()
    return comment


@pytest.fixture
def second(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.CLERK, name="Sam Second")


def entered(actor: Person, comment: Comment, days: int = 1, **changes: Any) -> Appeal:
    """Enter an appeal that came so many days ago."""
    came_on = timezone.localdate(timezone=LONDON) - timedelta(days=days)
    given = {"way": "phone", "came_on": came_on, "words": SAID, "checked": CHECKED, **changes}
    return enter_appeal(actor=actor, comment_id=comment.pk, **given)


def test_it_is_kept_as_the_author_s_with_who_entered_it_and_how_they_know(
    down: Comment, clerk: Person, second: Person
) -> None:
    made = entered(clerk, down)

    came_on = timezone.localdate(timezone=LONDON) - timedelta(days=1)
    against = Ruling.objects.get()
    assert (made.comment, made.ruling, made.ruled_by, made.words) == (down, against, clerk.membership, SAID)
    assert made.made_at == datetime.combine(came_on, time(12), LONDON)
    kept = AppealEntered.objects.get()
    assert (kept.appeal, kept.way, kept.came_on, kept.checked, kept.by) == (
        made,
        "phone",
        came_on,
        CHECKED,
        clerk.membership,
    )
    filed = Snapshot.objects.get(status="ruling_appealed")
    assert (filed.text, filed.title, filed.actor_id) == (
        SAID,
        f"Appeal of the author of {down.reference}",
        None,
    )
    assert Snapshot.objects.filter(status="appeal_entered", text=CHECKED).count() == 1
    entry = LedgerEntry.objects.get(verb="appeal_entered")
    facts = json.loads(entry.body)["facts"]
    assert (entry.actor_id, facts["appeal"], facts["way"], facts["came_on"]) == (
        clerk.user_id,
        made.pk,
        "phone",
        came_on.isoformat(),
    )
    assert SAID not in entry.body
    assert Notice.objects.get(what="comment_appealed").recipient == second.membership


def test_from_the_comment_s_page_to_the_decision_of_somebody_else(
    down: Comment, clerk: Person, second: Person
) -> None:
    desk, window = f"/{down.council.slug}/desk/moderation/", sign_in(clerk)
    at = f"{desk}{down.pk}/appeal/"
    assert at in window.get(f"{desk}{down.pk}/").content.decode()
    assert "It may have come until" in window.get(at).content.decode()
    typed = {
        "way": "person",
        "came_on": timezone.localdate(timezone=LONDON).isoformat(),
        "words": SAID,
        "checked": CHECKED,
    }

    page = window.post(at, typed, follow=True).content.decode()

    assert "Its author appeals" in page
    assert "It came to the office on" in page
    assert "in person. Entered by Casey Clerk" in page
    assert CHECKED in page
    assert at not in page
    assert window.post(at, typed).status_code == 409
    made = Appeal.objects.get()
    decide = f"{desk}appeals/{made.pk}/"
    assert window.get(decide).status_code == 403
    asked = sign_in(second).get(decide).content.decode()
    assert "It came to the office on" in asked
    public = Client().get(f"/{down.council.slug}/appeals/{reference_with_key(down)}/").content.decode()
    assert "It came to the council’s office on" in public
    assert CHECKED not in public
    decide_appeal(actor=second, appeal_id=made.pk, allowed=True, reason="It was fair.", minute="")
    assert Comment.objects.get(pk=down.pk).showing == "shown"


def test_what_the_author_sends_by_the_form_says_nothing_of_the_office(down: Comment, second: Person) -> None:
    made = appeal(council_id=down.council_id, reference=reference_with_key(down), who="", words=SAID)
    page = f"/{down.council.slug}/desk/moderation/{down.pk}/"

    assert SAID in sign_in(second).get(page).content.decode()
    assert "came to the office" not in sign_in(second).get(page).content.decode()
    public = Client().get(f"/{down.council.slug}/appeals/{reference_with_key(down)}/").content.decode()
    assert "We have it since" in public
    assert made.made_at > timezone.now() - timedelta(minutes=5)


def test_its_time_is_the_author_s_counted_to_the_day_on_which_it_came(
    item: NewsItem, clerk: Person, down: Comment
) -> None:
    with pytest.raises(InvalidInput, match="not come yet"):
        entered(clerk, down, days=-1)
    with pytest.raises(InvalidInput, match="nobody had ruled yet"):
        entered(clerk, down, days=5)
    old = hidden(clerk, make_comment(item=item, text="Other words."), days=WITHIN.days + 3)
    with pytest.raises(InvalidInput, match="time to appeal was over"):
        entered(clerk, old, days=2)
    assert not Appeal.objects.exists()

    # It came in time, and was found later.
    assert entered(clerk, old, days=3).comment == old
    same_day = entered(clerk, down, days=4)
    assert same_day.made_at >= same_day.ruling.ruled_at


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"words": " "}, "What its author says"),
        ({"checked": " "}, "How you know"),
        ({"way": "web"}, "how it came"),
    ],
)
def test_it_has_its_words_and_says_whose_it_is(
    down: Comment, clerk: Person, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        entered(clerk, down, **changes)
    assert not Appeal.objects.exists()


def test_what_was_appealed_and_what_stands_takes_no_appeal(
    down: Comment, item: NewsItem, clerk: Person, second: Person
) -> None:
    stands = make_comment(item=item, text="This one stands.")
    with pytest.raises(Refusal, match="nothing to appeal against"):
        entered(clerk, stands)
    made = appeal(council_id=down.council_id, reference=reference_with_key(down), who="", words=SAID)
    with pytest.raises(Refusal, match="appealed against this ruling already"):
        entered(clerk, down)
    decide_appeal(actor=second, appeal_id=made.pk, allowed=False, reason="It insults.", minute="")
    with pytest.raises(Refusal, match="appealed against this ruling already"):
        entered(clerk, down)
    page, at = f"/{down.council.slug}/desk/moderation/{{}}/", "/appeal/"
    for comment in (down, stands):
        assert at not in sign_in(clerk).get(page.format(comment.pk)).content.decode()


@pytest.mark.parametrize("role", [Role.OFFICER, Role.CHAIR, Role.COUNCILLOR, Role.AUDITOR])
def test_nobody_enters_it_but_who_rules(down: Comment, role: str) -> None:
    other = make_person(council=down.council, role=role)
    page = f"/{down.council.slug}/desk/moderation/{down.pk}/"

    with pytest.raises(NotYours):
        entered(other, down)
    assert sign_in(other).get(f"{page}appeal/").status_code == 403
    assert f"{page}appeal/" not in sign_in(other).get(page).content.decode()


def test_another_council_s_comment_does_not_exist(down: Comment) -> None:
    stranger = make_person(council=make_council(slug="elsewhere"), role=Role.CLERK)

    with pytest.raises(NotYours):
        entered(stranger, down)
    assert sign_in(stranger).get(f"/elsewhere/desk/moderation/{down.pk}/appeal/").status_code == 404


def test_how_they_know_goes_with_the_words_and_is_never_changed(down: Comment, clerk: Person) -> None:
    made = entered(clerk, down)
    with pytest.raises(DatabaseError), transaction.atomic():
        AppealEntered.objects.update(checked="Otherwise.")
    with pytest.raises(IntegrityError, match="way_of_an_appeal_known"), transaction.atomic():
        AppealEntered.objects.create(
            appeal=made, way="web", came_on=timezone.localdate(), checked="x", by=clerk.membership
        )
    Comment.objects.update(handling=Handling.SETTLED, settled_at=timezone.now())

    with transaction.atomic():
        erase_comments(EraseOrder(down.council_id, (), timezone.now() + timedelta(days=9999)))

    kept = AppealEntered.objects.get()
    assert (kept.checked, kept.erased_at is not None) == ("", True)
    page = sign_in(clerk).get(f"/{down.council.slug}/desk/moderation/{down.pk}/").content.decode()
    assert "whose it is: (erased)" in page
