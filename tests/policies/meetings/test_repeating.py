"""What the council agreed stands beside what is written on its matter, for who may know of it, and goes into it."""

from typing import Any

import pytest
from django.utils import timezone

from approvals.letters.entering import Came, enter_letter
from approvals.letters.handling import begin_letter_answer
from policies.meetings.agreeing import end_position
from policies.meetings.repeating import positions_for, positions_on, reference_of, with_position
from policies.meetings.resting import basis_of
from policies.models import AgendaItem, Matter, MatterLink, Mention, Position
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.content import normalise, plain_fields
from portal.drafts.kinds import KINDS
from portal.drafts.models import Communication, Revision, WorkingCopy
from tests.makers import content_for, make_communication, make_council, make_person, make_revision, sign_in
from tests.makers.circumstances import make_flag, make_interest, make_item, make_matter, make_position

pytestmark = pytest.mark.django_db
SAID = "The council supports the northern route."
SHOWN = "What the council agreed"


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc")


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def officer(council: Council) -> Person:
    return make_person(council=council, role=Role.OFFICER)


@pytest.fixture
def matter(clerk: Person) -> Matter:
    """Return a matter, released in full, on which the council agreed a position."""
    made = make_matter(clerk=clerk, title="The bypass of Otterford", aliases=("northern route",))
    item = make_item(clerk=clerk, part=AgendaItem.Part.OPEN)
    AgendaItem.objects.filter(pk=item.pk).update(matter=made)
    release(made, clerk)
    Position.objects.filter(pk=make_position(clerk=clerk).pk).update(item=item)
    return made


@pytest.fixture
def position(matter: Matter) -> Position:
    """Return that position."""
    return Position.objects.get(item__matter=matter)


def release(matter: Matter, clerk: Person) -> None:
    released = {
        "released_on": timezone.localdate(),
        "released_by": clerk.membership,
        "open_reference": "34/26",
    }
    Matter.objects.filter(pk=matter.pk).update(**released)


def link(revision: Revision, matter: Matter, by: Person, *, about: bool = True) -> None:
    MatterLink.objects.create(
        communication=revision.communication, matter=matter, about=about, said_by=by.membership
    )


def answered(officer: Person, matter: Matter) -> Communication:
    """Return the draft of an answer to a letter on ``matter``."""
    came = Came("post", "Pat Resident", "A road", timezone.now(), text="Why?", matter_id=matter.pk)
    letter = enter_letter(actor=officer, came=came)
    return begin_letter_answer(actor=officer, letter_id=letter.pk)


def test_a_position_is_told_by_its_matter_its_items_and_the_words_that_name_it(
    clerk: Person, officer: Person, matter: Matter, position: Position
) -> None:
    draft = make_revision(author=officer, kind="letter")
    other = make_matter(clerk=clerk, title="Something else")
    assert positions_on(officer, items=[draft.communication_id], matters=[other.pk], text="A dog.") == []
    assert positions_on(officer, matters=[matter.pk]) == [position]
    assert positions_on(officer, text="Is the Northern Route dead?") == [position]
    link(draft, matter, clerk)
    assert positions_on(officer, items=[draft.communication_id]) == [position]


def test_what_the_words_of_an_item_name_counts_unless_the_clerk_said_that_it_is_not_about_it(
    clerk: Person, officer: Person, matter: Matter, position: Position
) -> None:
    draft = make_revision(author=officer, kind="letter")
    Mention.objects.create(communication=draft.communication, matter=matter)
    assert positions_on(officer, items=[draft.communication_id]) == [position]
    link(draft, matter, clerk, about=False)
    assert positions_on(officer, items=[draft.communication_id]) == []


def test_the_saved_words_of_a_draft_bring_the_position_unless_it_was_said_that_it_is_not_about_it(
    clerk: Person, officer: Person, matter: Matter, position: Position
) -> None:
    assert positions_for(officer, make_communication(author=officer, kind="letter")) == []
    other = make_revision(author=officer, kind="letter", body="<p>A dog.</p>")
    assert positions_for(officer, other.communication) == []
    draft = make_revision(author=officer, kind="letter", body="<p>On the <em>northern</em> route.</p>")
    page = sign_in(officer).get(f"/ptc/desk/drafts/{draft.communication_id}/").content.decode()
    assert SHOWN in page
    assert SAID in page
    assert positions_for(officer, draft.communication) == [position]
    link(draft, matter, clerk, about=False)
    assert positions_for(officer, draft.communication) == []


def test_the_item_that_released_a_matter_tells_its_position_too(
    clerk: Person, matter: Matter, position: Position
) -> None:
    assert position.item is not None
    AgendaItem.objects.filter(pk=position.item.pk).update(matter=None)
    Matter.objects.filter(pk=matter.pk).update(released_by_item=position.item_id)
    assert positions_on(clerk, matters=[matter.pk]) == [position]
    assert positions_on(clerk, text="The northern route.") == [position]


def test_a_position_that_ended_or_whose_matter_is_flagged_is_not_offered(
    clerk: Person, matter: Matter, position: Position
) -> None:
    flag = make_flag(matter=matter, by=clerk)
    assert positions_on(clerk, matters=[matter.pk], text="The northern route.") == []
    type(flag).objects.filter(pk=flag.pk).update(
        lifted_at=timezone.now(), lifted_by=clerk.membership, lifting_reason="Settled."
    )
    assert positions_on(clerk, matters=[matter.pk]) == [position]
    end_position(actor=clerk, position_id=position.pk, reason="Overtaken.")
    assert positions_on(clerk, matters=[matter.pk]) == []


def test_who_may_not_know_of_a_matter_or_declared_an_interest_is_shown_nothing(
    clerk: Person, officer: Person, matter: Matter, position: Position
) -> None:
    unreleased = {"released_on": None, "released_by": None, "open_reference": ""}
    Matter.objects.filter(pk=matter.pk).update(**unreleased, named_access_only=True)
    everywhere: dict[str, Any] = {"matters": [matter.pk], "text": "The northern route."}
    assert positions_on(clerk, **everywhere) == [position]
    assert positions_on(officer, **everywhere) == []
    Matter.objects.filter(pk=matter.pk).update(named_access_only=False)
    assert positions_on(officer, **everywhere) == [position]
    make_interest(matter=matter, member=officer, clerk=clerk)
    assert positions_on(officer, **everywhere) == []
    stranger = make_person(council=make_council(), role=Role.CLERK)
    assert positions_on(stranger, **everywhere) == []


@pytest.mark.parametrize(
    ("kind", "body"), [("letter", f"<p>So.</p><p>{SAID}</p>"), ("social_post", f"So.\n\n{SAID}")]
)
def test_its_words_stand_at_the_end_once_and_the_text_rests_on_it(
    clerk: Person, position: Position, kind: str, body: str
) -> None:
    spec = KINDS[kind]
    begun = {spec.body: "<p>So.</p>" if kind == "letter" else "So.", "basis": "routine", "title": "A road"}
    once = with_position(spec, begun, position)
    assert once == {**once, spec.body: body, "basis": "position", "title": "A road"}
    assert once["basis_reference"] == reference_of(position) == "The bypass, Minute 34/26"
    assert with_position(spec, once, position) == once
    entered = basis_of(clerk.council.pk, once)
    assert entered is not None
    assert entered.reference.endswith("34/26")


AGREED = [
    "The council doesn't oppose “Smith & Sons'” plan for the <old> depot, at a cost of \"£5\".",
    "The council's view:\n\nIt supports the northern route.\nIt doesn't support the southern one.",
    "We support the  northern route",
]


@pytest.mark.parametrize("agreed", AGREED)
@pytest.mark.parametrize("kind", ["letter", "social_post"])
def test_words_with_apostrophes_quotes_ampersands_and_several_paragraphs_are_put_in_once(
    position: Position, kind: str, agreed: str
) -> None:
    position.text = agreed
    spec = KINDS[kind]
    begun = content_for(kind, **{spec.body: "<p>So.</p>" if kind == "letter" else "So."})
    once = with_position(spec, begun, position)
    assert plain_fields(spec, normalise(spec, once))[spec.body].startswith("So.\n")
    assert with_position(spec, once, position) == once

    saved = normalise(spec, once)  # as the form has it after it was typed in, saved and shown again

    assert with_position(spec, saved, position)[spec.body] == saved[spec.body]


@pytest.mark.parametrize(
    ("kind", "body", "stands"),
    [
        ("letter", "<p>We say: it doesn't<br>support <strong>Smith&#x27;s</strong> plan.</p>", True),
        ("letter", "<p>We say: it doesn't</p><p>support Smith's plan.</p>", True),
        ("letter", "<p>We say: it doesn't support Smith's plan without a road.</p>", False),
        ("letter", "<p>We say: it doesn't support Smithson's plan.</p>", False),
        ("letter", "<p>The visit doesn't support Smith's plan</p>", False),
        ("social_post", "We say: it doesn't\nsupport Smith's plan", True),
        ("social_post", "We say: it doesn't support Smith&#x27;s plan.", False),
    ],
)
def test_it_stands_there_where_a_reader_reads_it_whole(
    position: Position, kind: str, body: str, stands: bool
) -> None:
    position.text = "it doesn't\nsupport Smith's plan"
    spec = KINDS[kind]
    assert (with_position(spec, {spec.body: body}, position)[spec.body] == body) is stands


def test_the_draft_of_an_answer_shows_it_and_takes_it_by_one_button_with_what_was_typed(
    officer: Person, matter: Matter, position: Position
) -> None:
    draft = answered(officer, matter)
    client = sign_in(officer)
    page = client.get(f"/ptc/desk/drafts/{draft.pk}/").content.decode()
    address = f"/ptc/desk/positions/{position.pk}/into/{draft.pk}/"
    assert SHOWN in page
    assert SAID in page
    assert "Minute 34/26, agreed Wednesday 4 November 2026" in page
    assert f'form="draft-form" class="govuk-button govuk-button--secondary" formaction="{address}"' in page
    typed = {
        "based_on": draft.current_revision_id,
        "edition": 0,
        "title": "Your road",
        "body": "<p>Typed.</p>",
    }
    answer = client.post(address, typed)
    assert answer.headers["Location"] == f"/ptc/desk/drafts/{draft.pk}/?correct"
    kept = WorkingCopy.objects.get(communication=draft).typed
    assert (kept["title"], kept["body"]) == ("Your road", f"<p>Typed.</p><p>{SAID}</p>")
    assert (kept["basis"], kept["basis_reference"]) == ("position", "The bypass, Minute 34/26")
    assert SAID in client.get(answer.headers["Location"]).content.decode()


def test_what_is_not_offered_any_more_is_not_put_in_and_what_was_typed_is_kept(
    clerk: Person, officer: Person, matter: Matter, position: Position
) -> None:
    draft = answered(officer, matter)
    end_position(actor=clerk, position_id=position.pk, reason="Overtaken.")
    typed = {
        "based_on": draft.current_revision_id,
        "edition": 0,
        "title": "Your road",
        "body": "<p>Typed.</p>",
    }
    client = sign_in(officer)
    page = client.post(f"/ptc/desk/positions/{position.pk}/into/{draft.pk}/", typed, follow=True)
    assert "Nothing you typed is lost; nothing was put into it." in page.content.decode()
    kept = WorkingCopy.objects.get(communication=draft).typed
    assert (kept["body"], kept["basis"]) == ("<p>Typed.</p>", None)


def test_without_a_form_it_goes_to_what_was_saved(
    officer: Person, matter: Matter, position: Position
) -> None:
    draft = answered(officer, matter)
    sign_in(officer).post(f"/ptc/desk/positions/{position.pk}/into/{draft.pk}/")
    kept = WorkingCopy.objects.get(communication=draft).typed
    assert "which we had on" in kept["body"]
    assert kept["body"].endswith(f"<p>{SAID}</p>")


def test_a_draft_on_nothing_that_was_agreed_shows_nothing(officer: Person, position: Position) -> None:
    draft = make_revision(author=officer, kind="letter")
    page = sign_in(officer).get(f"/ptc/desk/drafts/{draft.communication_id}/").content.decode()
    assert SHOWN not in page
    assert SAID not in page


def test_another_councils_draft_or_position_is_not_found(
    officer: Person, matter: Matter, position: Position
) -> None:
    draft = answered(officer, matter)
    stranger = make_person(council=make_council(slug="else"), role=Role.CLERK)
    own = make_revision(author=stranger, kind="letter")
    client = sign_in(stranger)
    assert client.post(f"/else/desk/positions/{position.pk}/into/{draft.pk}/").status_code == 404
    assert client.post(f"/else/desk/positions/{position.pk}/into/{own.communication_id}/").status_code == 404
    assert not WorkingCopy.objects.filter(communication=own.communication).exists()
