"""What an item is said to be about holds for its copy, its short version and the answer beneath it."""

import json
from threading import Event
from time import sleep

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from policies.judging import judge
from policies.matters.flagging import flag_matter, lift_flag
from policies.matters.inheriting import matters_of
from policies.matters.linking import say_about
from policies.models import Matter, MatterLink
from portal.channels.models import Delivery, ShortVersion
from portal.channels.shortening import begin_post_of
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.access import visible_to
from portal.drafts.models import Communication
from portal.drafts.reusing import duplicate
from portal.records.models import LedgerEntry
from tests.makers import make_channels, make_council, make_person, make_revision, make_scheduled, sign_in
from tests.makers.circumstances import make_interest, make_matter
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
NAMELESS = "<p>Nothing by name.</p>"
NAMING = "<p>News.</p><p>The wall of the churchyard and the sale of the old depot.</p>"


@pytest.fixture
def clerk() -> Person:
    council = make_council(slug="ptc")
    make_channels(council, "newsroom", "press_email", "mastodon")
    return make_person(council=council, role=Role.CLERK, name="Casey Clerk")


@pytest.fixture
def officer(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.OFFICER, name="Olive Officer")


@pytest.fixture
def matter(clerk: Person) -> Matter:
    return make_matter(clerk=clerk)


def linked(clerk: Person, author: Person, matter: Matter, *, about: bool = True) -> Communication:
    item = make_revision(author=author, kind="notice", body=NAMELESS).communication
    say_about(actor=clerk, communication_id=item.pk, matter_id=matter.pk, about=about)
    return item


def checks(item: Communication) -> set[str]:
    assert item.current_revision is not None
    return {one.check for one in judge(item, item.current_revision.content).findings}


def facts(verb: str) -> dict[str, object]:
    kept: dict[str, object] = json.loads(LedgerEntry.objects.get(verb=verb).body)["facts"]
    return kept


def test_a_copy_and_a_short_post_are_about_it_by_the_word_of_who_said_it(
    clerk: Person, officer: Person, matter: Matter
) -> None:
    item = linked(clerk, officer, matter)
    said = MatterLink.objects.get()

    copy = duplicate(actor=officer, communication_id=item.pk)
    post = begin_post_of(actor=officer, communication_id=item.pk)

    for made in (copy, post):
        link = MatterLink.objects.get(communication=made)
        assert (link.matter_id, link.about) == (matter.pk, True)
        assert (link.said_by_id, link.said_at) == (clerk.membership.pk, said.said_at)
        assert link.passed_on_from_id == item.pk
        assert "confidential-matter" in checks(made)
    assert facts("communication_copied") == {"source": item.pk, "matters": [matter.pk]}
    assert facts("short_version_begun") == {"source": item.pk, "matters": [matter.pk]}


def test_what_an_item_is_said_not_to_be_about_is_asked_of_new_words_anew(
    clerk: Person, matter: Matter
) -> None:
    item = linked(clerk, clerk, matter, about=False)

    made = begin_post_of(actor=clerk, communication_id=item.pk)

    assert not MatterLink.objects.filter(communication=made).exists()
    assert facts("short_version_begun") == {"source": item.pk}
    make_revision(
        author=clerk, kind="social_post", communication=made, text="The sale of the old depot goes ahead."
    )
    made.refresh_from_db()
    assert "confidential-matter" in checks(made)


def test_a_flag_holds_the_short_post_that_does_not_name_the_matter_until_it_is_lifted(
    clerk: Person, officer: Person, matter: Matter
) -> None:
    item = linked(clerk, officer, matter)
    Matter.objects.filter(pk=matter.pk).update(
        released_on=timezone.localdate(), released_by=clerk.membership, open_reference="34/26"
    )
    waits = make_scheduled(author=officer, clerk=clerk, kind="notice", body=NAMELESS)
    matters_of(officer, item, waits.communication)

    flag_matter(
        actor=clerk, matter_id=matter.pk, reason="Talks go on.", holding_reply="Please ask the clerk."
    )

    states = {row.state for row in Delivery.objects.filter(publication=waits)}
    assert states == {"held"}
    lift_flag(actor=clerk, matter_id=matter.pk, reason="They are over.")
    assert {row.state for row in Delivery.objects.filter(publication=waits)} == {"pending"}


def test_what_is_said_of_an_item_later_holds_for_its_short_post_unless_that_was_spoken_of(
    clerk: Person, matter: Matter
) -> None:
    item = make_revision(author=clerk, kind="notice", body=NAMELESS).communication
    first = begin_post_of(actor=clerk, communication_id=item.pk)
    second = begin_again(clerk, item)
    say_about(actor=clerk, communication_id=second.pk, matter_id=matter.pk, about=False)

    say_about(actor=clerk, communication_id=item.pk, matter_id=matter.pk, about=True)

    told = dict(MatterLink.objects.filter(matter=matter).values_list("communication", "about"))
    assert told == {item.pk: True, first.pk: True, second.pk: False}
    entry = LedgerEntry.objects.filter(verb="matter_linked", object_id=item.pk).get()
    assert json.loads(entry.body)["facts"]["posts"] == [first.pk, second.pk]


def test_a_short_post_that_names_nothing_is_about_what_the_words_of_its_item_name(
    clerk: Person, officer: Person, matter: Matter
) -> None:
    item = make_revision(author=officer, kind="notice", body=NAMING).communication
    other = make_matter(clerk=clerk, title="The wall of the churchyard")
    say_about(actor=clerk, communication_id=item.pk, matter_id=other.pk, about=False)

    post = begin_post_of(actor=officer, communication_id=item.pk)

    link = MatterLink.objects.get(communication=post)
    assert (link.matter_id, link.about, link.said_by_id) == (matter.pk, True, None)
    assert link.passed_on_from_id == item.pk
    assert "confidential-matter" in checks(post)
    assert facts("short_version_begun") == {"source": item.pk, "matters": [matter.pk]}
    shown = " ".join(sign_in(clerk).get(f"/ptc/desk/matters/of/{post.pk}/").content.decode().split())
    led = f'<a href="/ptc/desk/drafts/{item.pk}/">{item}</a>, the item that this one was begun from,'
    assert f"The portal found it named in {led}" in shown
    assert "About this matter, says" not in shown


def test_a_copy_holds_the_words_itself_and_another_councils_matter_is_not_there(
    clerk: Person, matter: Matter
) -> None:
    item = make_revision(author=clerk, kind="notice", body=NAMING).communication
    stranger = make_person(council=make_council(), role=Role.CLERK)
    make_matter(clerk=stranger, title="The wall of the churchyard")

    copy = duplicate(actor=clerk, communication_id=item.pk)
    post = begin_post_of(actor=clerk, communication_id=item.pk)

    assert "confidential-matter" in checks(copy)
    assert not MatterLink.objects.filter(communication=copy).exists()
    assert MatterLink.objects.get(communication=post).matter_id == matter.pk


def test_only_somebody_says_that_an_item_is_not_about_a_matter(clerk: Person, matter: Matter) -> None:
    item = make_revision(author=clerk, kind="notice", body=NAMING).communication

    with pytest.raises(IntegrityError, match="only_somebody_says"), transaction.atomic():
        MatterLink.objects.create(communication=item, matter=matter, about=False)


@pytest.mark.django_db(transaction=True)
def test_what_is_said_of_an_item_while_its_post_is_begun_is_not_lost_for_the_post(
    clerk: Person, officer: Person, matter: Matter
) -> None:
    item = make_revision(author=officer, kind="notice", body=NAMELESS).communication
    begun = Event()

    def begin() -> int:
        with transaction.atomic():
            made = begin_post_of(actor=officer, communication_id=item.pk)
            begun.set()
            sleep(1)
        return made.pk

    def say() -> None:
        assert begun.wait(timeout=20)
        say_about(actor=clerk, communication_id=item.pk, matter_id=matter.pk, about=True)

    post, _ = at_once(begin, say)

    about = MatterLink.objects.filter(matter=matter, about=True).values_list("communication", flat=True)
    assert sorted(about) == [item.pk, post]


def begin_again(clerk: Person, item: Communication) -> Communication:
    """Return another short post of ``item``: a second press would lead to the first, so that is some time ago."""
    made = make_revision(author=clerk, kind="social_post").communication
    ShortVersion.objects.create(communication=made, of=item)
    return made


def test_it_is_kept_but_told_to_nobody_who_may_not_know_of_the_matter(
    clerk: Person, officer: Person, matter: Matter
) -> None:
    item = linked(clerk, officer, matter)
    Matter.objects.filter(pk=matter.pk).update(named_access_only=True)
    other = make_person(council=clerk.council, role=Role.OFFICER)

    made = begin_post_of(actor=officer, communication_id=item.pk)

    assert MatterLink.objects.filter(communication=made, matter=matter, about=True).exists()
    assert not visible_to(other).filter(pk=made.pk).exists()
    assert visible_to(officer).filter(pk=made.pk).exists()
    desk = sign_in(officer)
    for address in (f"/ptc/desk/drafts/{made.pk}/", f"/ptc/desk/drafts/{made.pk}/history/"):
        shown = desk.get(address).content.decode()
        assert matter.title not in shown
        assert "said whether an item is about a matter" not in shown


def test_whoever_declared_an_interest_reads_nothing_that_was_begun_from_it(
    clerk: Person, officer: Person, matter: Matter
) -> None:
    item = linked(clerk, clerk, matter)
    make_interest(matter=matter, member=officer, clerk=clerk)

    made = begin_post_of(actor=clerk, communication_id=item.pk)

    assert not visible_to(officer).filter(pk__in=[item.pk, made.pk]).exists()


def test_the_page_says_of_which_item_it_was_said_and_the_last_word_counts(
    clerk: Person, matter: Matter
) -> None:
    item = linked(clerk, clerk, matter)
    made = begin_post_of(actor=clerk, communication_id=item.pk)
    address, desk = f"/ptc/desk/matters/of/{made.pk}/", sign_in(clerk)

    shown = " ".join(desk.get(address).content.decode().split())

    assert "About this matter, says Casey Clerk," in shown
    led = f'<a href="/ptc/desk/drafts/{item.pk}/">{item}</a>, the item that this one was begun from.'
    assert led in shown
    desk.post(address, {"matter": matter.pk, "about": "no"})
    link = MatterLink.objects.get(communication=made)
    assert (link.about, link.passed_on_from_id) == (False, None)
    assert "the item that this one was begun from" not in desk.get(address).content.decode()
    begin_post_of(actor=clerk, communication_id=item.pk)
    assert MatterLink.objects.get(communication=made).about is False
