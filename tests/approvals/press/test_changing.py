"""What is corrected in an enquiry holds for who speaks on it, and for the answer that was begun."""

import pytest

from approvals.models import Enquiry
from approvals.press.choosing import choose, put_nobody_forward
from approvals.press.closing import begin_answer
from approvals.press.taking import change_enquiry
from policies.judging import judge
from policies.matters.linking import say_about
from policies.models import MatterLink
from portal.councils.people import Person
from portal.drafts.editing import revise
from portal.drafts.models import Communication
from portal.records.models import LedgerEntry
from portal.refusals import Refusal
from tests.approvals.press.conftest import asked, put_forward, taken
from tests.makers import content_for, make_channels, make_scheduled
from tests.makers.circumstances import make_flag, make_matter

pytestmark = pytest.mark.django_db


def links(item: Communication) -> list[tuple[int, bool, int | None]]:
    """Return of which matters it was said that ``item`` is about them or not, and by whom."""
    rows = MatterLink.objects.filter(communication=item).order_by("matter")
    return [(row.matter_id, row.about, row.said_by_id) for row in rows]


def found_in(item: Communication) -> set[str]:
    """Return by which checks something is found in ``item`` as it stands."""
    item.refresh_from_db()
    assert item.current_revision is not None
    return {one.check for one in judge(item, item.current_revision.content).findings}


def test_whom_it_is_about_is_not_changed_behind_who_speaks(
    clerk: Person, mayor: Person, member: Person
) -> None:
    found = taken(clerk)
    put_forward(found, clerk, mayor, mayor)
    concerned = asked(concerns_id=member.membership.pk)
    with pytest.raises(Refusal, match="Somebody speaks on this already"):
        change_enquiry(actor=clerk, enquiry_id=found.pk, asked=concerned)
    assert Enquiry.objects.get().concerns is None
    change_enquiry(actor=clerk, enquiry_id=found.pk, asked=asked(topic="Roads"))

    put_nobody_forward(actor=clerk, enquiry_id=found.pk, reason="It is about Carl.")
    change_enquiry(actor=clerk, enquiry_id=found.pk, asked=concerned)

    with pytest.raises(Refusal, match="Carl Member, Councillor, was not asked yet"):
        choose(actor=clerk, enquiry_id=found.pk, member_id=mayor.membership.pk)


def test_its_matter_is_not_changed_behind_who_speaks(clerk: Person, mayor: Person) -> None:
    matter = make_matter(clerk=clerk)
    found = taken(clerk)
    put_forward(found, clerk, mayor, mayor)

    with pytest.raises(Refusal, match="Somebody speaks on this already"):
        change_enquiry(actor=clerk, enquiry_id=found.pk, asked=asked(matter_id=matter.pk))

    assert Enquiry.objects.get().matter is None


def test_an_answer_that_was_begun_is_about_the_matter_that_the_enquiry_turns_out_to_be_about(
    clerk: Person,
) -> None:
    matter = make_matter(clerk=clerk)
    make_flag(matter=matter, by=clerk)
    found = taken(clerk)
    made = begin_answer(actor=clerk, enquiry_id=found.pk)
    assert made.current_revision_id is not None
    raw = content_for("letter", body="<p>We shall sell it in May.</p>")
    revise(actor=clerk, communication_id=made.pk, raw=raw, based_on_id=made.current_revision_id)
    assert not found_in(made) & {"confidential-matter", "sensitive-matter"}

    change_enquiry(actor=clerk, enquiry_id=found.pk, asked=asked(matter_id=matter.pk))

    assert links(made) == [(matter.pk, True, clerk.membership.pk)]
    assert "confidential-matter" in found_in(made)
    verbs = list(LedgerEntry.objects.order_by("number").values_list("verb", flat=True))
    assert verbs[-2:] == ["press_enquiry_changed", "matter_linked"]


def test_what_was_said_of_the_answer_and_a_matter_stands(clerk: Person) -> None:
    matter = make_matter(clerk=clerk)
    found = taken(clerk, matter_id=matter.pk)
    made = begin_answer(actor=clerk, enquiry_id=found.pk)
    say_about(actor=clerk, communication_id=made.pk, matter_id=matter.pk, about=False)

    change_enquiry(actor=clerk, enquiry_id=found.pk, asked=asked(topic="Roads", matter_id=matter.pk))

    assert links(made) == [(matter.pk, False, clerk.membership.pk)]


def test_an_answer_that_waits_for_its_hour_is_held_once_its_enquiry_is_on_a_flagged_matter(
    clerk: Person,
) -> None:
    make_channels(clerk.council, "letter")
    waits = make_scheduled(author=clerk, clerk=clerk, kind="letter")
    found = taken(clerk)
    Enquiry.objects.filter(pk=found.pk).update(answer=waits.communication)
    matter = make_matter(clerk=clerk)
    make_flag(matter=matter, by=clerk)
    assert set(waits.deliveries.values_list("state", flat=True)) == {"pending"}

    change_enquiry(actor=clerk, enquiry_id=found.pk, asked=asked(matter_id=matter.pk))

    assert set(waits.deliveries.values_list("state", flat=True)) == {"held"}
