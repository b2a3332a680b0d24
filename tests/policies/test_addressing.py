"""Of a letter the check of recipients reads what its parts say, wherever the letter is judged."""

from typing import Any

import pytest

from policies.addressing import with_envelope
from policies.circumstances import Circumstances, Envelope, MatterNow
from policies.judging import NOBODY, judge
from policies.models import MatterLink
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.content import normalise
from portal.drafts.kinds import KINDS
from portal.drafts.models import Revision
from tests.makers import content_for, make_council, make_person, make_revision
from tests.makers.circumstances import make_matter
from tests.makers.policies import make_adopted_policy, make_clause_rule

LETTER = KINDS["letter"]
MATTER = MatterNow(1, "The lease", (), confidential=True, sensitive=False, linked=True)


def envelope(*matters: MatterNow, **changes: Any) -> Envelope | None:
    content = normalise(LETTER, content_for("letter", **changes))
    return with_envelope(Circumstances(matters=matters), LETTER, content).envelope


def test_a_letter_goes_to_its_addressee_on_paper_and_to_whom_it_names_and_to_nobody_twice() -> None:
    assert envelope() == Envelope(to=("Mr A. Example",))
    assert envelope(to="b@c.example") == Envelope(to=("b@c.example",), addressee=("Mr A. Example",))
    assert envelope(to="Ms B. Example <b@c.example>\nMR A. Example <a@b.example>") == Envelope(
        to=("b@c.example", "a@b.example")
    )
    assert envelope(addressee="", to="b@c.example") == Envelope(to=("b@c.example",))
    named = {"to": "Mr A. Example <a@b.example>", "cc": "County Highways\nc@d.example", "bcc": "e@f.example"}
    assert envelope(**named, answers="all") == Envelope(
        to=("a@b.example",), cc=("County Highways", "c@d.example"), bcc=("e@f.example",), reply_all=True
    )
    assert envelope(addressee="") is None


def test_what_names_nobody_keeps_what_was_known() -> None:
    post = KINDS["social_post"]
    around = with_envelope(Circumstances(), post, normalise(post, content_for("social_post")))
    assert around.envelope is None


@pytest.mark.parametrize(
    ("changes", "closed"),
    [
        ({}, True),
        ({"confidential": False, "decision_only": True}, True),
        ({"confidential": False}, False),
        ({"linked": None}, False),
        ({"linked": False}, False),
        ({"visible": False}, True),
    ],
)
def test_it_is_confidential_with_a_matter_that_is_not_all_open_whoever_reads_it(
    changes: dict[str, Any], closed: bool
) -> None:
    found = envelope(MatterNow(**{**vars(MATTER), **changes}))
    assert found is not None
    assert found.confidential is closed


@pytest.fixture
def council() -> Council:
    """Return a council that is reached at addresses of its own."""
    return make_council(email="clerk@ptc.example", website="https://www.ptc.example")


@pytest.fixture
def clerk(council: Council) -> Person:
    """Return its clerk, who asks after recipients by a rule."""
    clerk = make_person(council=council, role=Role.CLERK)
    clerk.membership.user.email = "ann@home.example"
    clerk.membership.user.save(update_fields=["email"])
    version = make_adopted_policy(clerk=clerk)
    terms = {"check_id": "recipients", "parameters": {"most": 3}}
    make_clause_rule(clerk=clerk, version=version, ref="1.1", **terms)  # type: ignore[arg-type]
    return clerk


def found_in(author: Person, **changes: Any) -> list[tuple[str, str]]:
    """Return (part, words of it) of each finding in a letter of ``author``."""
    return marked(make_revision(author=author, kind="letter", **changes))


def marked(revision: Revision) -> list[tuple[str, str]]:
    verdict = judge(revision.communication, revision.content)
    return [
        (one.field, revision.plain[one.field][one.start : one.end])
        for one in verdict.findings
        if one.check == "recipients"
    ]


@pytest.mark.django_db
def test_each_finding_stands_at_the_recipient_that_it_is_about(clerk: Person) -> None:
    four = "\n".join(f"a{n}@mail.example" for n in range(4))
    inside = "<p>Internal briefing: the offers.</p>"
    assert found_in(clerk, to="jo@mail.example", cc="b@mail.example") == []
    assert found_in(clerk, to="jo@mail.example", cc=four) == [("cc", four)]
    assert found_in(clerk, to="jo@mail.example", bcc=four) == []
    assert found_in(clerk, cc="b@mail.example", answers="all") == [
        ("answers", "Reply to all: everybody who had their letter")
    ]
    briefed = {"body": inside, "addressee": clerk.name}
    assert found_in(clerk, **briefed, to="clerk@ptc.example", cc="ann@home.example") == []
    assert found_in(clerk, **briefed, to="Jo <jo@mail.example>", cc="clerk@ptc.example") == [
        ("to", "jo@mail.example")
    ]
    assert found_in(clerk, **briefed, to="clerk@ptc.example", bcc="B <b@mail.example>") == [
        ("bcc", "b@mail.example")
    ]


@pytest.mark.django_db
def test_who_gets_an_internal_paper_printed_is_judged_where_it_is_mailed_to_the_council_too(
    clerk: Person,
) -> None:
    inside = {"body": "<p>Internal briefing: the offers.</p>", "addressee": "Mr Grove"}
    assert found_in(clerk, **inside, to="clerk@ptc.example") == [("addressee", "Mr Grove")]
    assert found_in(clerk, **inside, to="Mr Grove <clerk@ptc.example>") == []
    assert found_in(clerk, addressee="Mr Grove", to="jo@mail.example", answers="all") == []


@pytest.mark.django_db
def test_what_is_private_between_two_is_copied_to_no_third(clerk: Person) -> None:
    private = {"body": "<p>Private and confidential.</p>", "to": "jo@mail.example"}
    assert found_in(clerk, **private) == []
    assert found_in(clerk, **private, cc="agent@homes.example") == [("cc", "agent@homes.example")]
    assert found_in(clerk, **private, cc="ann@home.example") == []


@pytest.mark.django_db
def test_an_answer_on_a_matter_that_is_not_open_is_copied_to_nobody_outside(clerk: Person) -> None:
    revision = make_revision(author=clerk, kind="letter", to="jo@mail.example", cc="agent@homes.example")
    assert marked(revision) == []
    matter = make_matter(clerk=clerk, title="The lease of the depot")
    MatterLink.objects.create(
        communication=revision.communication, matter=matter, about=True, said_by=clerk.membership
    )
    assert marked(revision) == [("cc", "agent@homes.example")]


@pytest.mark.django_db
def test_it_is_found_too_where_the_letter_is_judged_for_nobody_as_before_it_is_sent(clerk: Person) -> None:
    revision = make_revision(author=clerk, kind="letter", to="jo@mail.example", cc="agent@homes.example")
    matter = make_matter(clerk=clerk, title="The lease of the depot")
    MatterLink.objects.create(
        communication=revision.communication, matter=matter, about=True, said_by=clerk.membership
    )

    verdict = judge(revision.communication, revision.content, reader_id=NOBODY)

    said = [one.message for one in verdict.findings if one.check == "recipients"]
    assert len(said) == 1
    assert "agent@homes.example" in said[0]
    assert "depot" not in said[0]
