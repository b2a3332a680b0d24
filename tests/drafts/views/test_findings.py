"""What the rules find, beside the text: nothing red before the first save, and the words marked where they stand."""

import re
from collections.abc import Callable

import pytest

from policies.circumstances import NOTHING_SPECIAL
from policies.evaluate import Finding, Severity, Verdict
from policies.judging import Judged
from portal.drafts.content import Content, plain_fields
from portal.drafts.kinds import KINDS
from portal.drafts.models import Communication
from portal.drafts.states import Stage
from tests.drafts.views.conftest import Desk, form_of, words_of
from tests.makers import (
    make_channels,
    make_communication,
    make_review,
    make_revision,
    put_at,
    sign_in,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_draft_shows_what_is_still_needed_and_nothing_red(desk: Desk, kind: str) -> None:
    item = make_communication(author=desk.clerk, kind=kind)
    source = words_of(desk.office.get(desk.at(f"{item.pk}/")))
    assert "Still needed before it can be submitted:" in source
    assert '<a class="govuk-link" href="#id_title">' in source
    assert "finding--" not in source


def test_what_was_typed_is_judged_before_the_first_save_but_not_what_is_missing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = make_communication(author=desk.author, kind="notice")
    desk.writer.post(desk.at(f"{item.pk}/autosave/"), form_of(item, desk.author, purpose=""))
    monkeypatch.setattr("policies.showing.judge", judge_by("Mill Lane"))
    source = words_of(desk.writer.get(desk.at(f"{item.pk}/findings/")))
    assert re.findall(r'finding__title">([^<]*)<', source) == ["Must be changed: Not this."]


def test_after_the_first_save_an_empty_part_is_a_finding(desk: Desk) -> None:
    item = make_revision(author=desk.author, kind="notice", purpose="").communication
    source = words_of(desk.writer.get(desk.at(f"{item.pk}/")))
    assert "Still needed" not in source
    assert "Must be changed: “Purpose” is empty." in source


def judge_by(words: str) -> Callable[..., Verdict]:
    """Return a judge who finds ``words`` in the body."""

    def judge(item: Communication, content: Content, *_: object, **__: object) -> Verdict:
        start = plain_fields(item.spec, content)["body"].index(words)
        place = (start, start + len(words))
        return Verdict(
            (
                Finding(
                    "c", Severity.BLOCK, "Clause 1", "Text.", "body", *place, "Not this.", "Change it.", "k1"
                ),
            )
        )

    return judge


@pytest.mark.parametrize("stage", Stage)
def test_who_works_on_it_sees_the_words_marked_on_the_read_page(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, stage: Stage
) -> None:
    item = make_revision(author=desk.author, kind="notice").communication
    put_at(item, stage)
    monkeypatch.setattr("policies.showing.judge", judge_by("is closed"))
    auditor = desk.somebody("auditor")
    source = words_of(sign_in(auditor).get(desk.at(f"{item.pk}/")))
    marked = '<p>Mill Lane <mark class="finding-mark finding-mark--block" id="mark-k1">is closed</mark> from'
    judged = stage in {Stage.DRAFT, Stage.RETURNED, Stage.SUBMITTED}
    assert (marked in source, '<a class="govuk-link" href="#mark-k1">See the words</a>' in source) == (
        judged,
        judged,
    )


def test_the_clerk_sees_the_words_marked_on_the_review(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    make_channels(desk.council)
    review = make_review(author=desk.author, kind="notice")
    judge = judge_by("is closed")
    monkeypatch.setattr(
        "approvals.reading.judged", lambda *text, **known: Judged(judge(*text, **known), NOTHING_SPECIAL)
    )
    source = words_of(desk.office.get(f"/{desk.council.slug}/desk/queue/{review.pk}/"))
    assert (
        '<p>Mill Lane <mark class="finding-mark finding-mark--block" id="mark-1">is closed</mark> from'
        in source
    )
    assert '<a href="#mark-1"><q>is closed</q></a>' in source
