"""Beginning the item that tells what was answered: figures alone, and of people's own words what an officer wrote."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.channels.surveys.masking import known_names, masked
from portal.channels.surveys.reaching import require_enterer
from portal.channels.surveys.standing import Asked, Taking
from portal.channels.surveys.summary import Summary, Tally, summary_of
from portal.channels.surveys.taking import locked
from portal.councils.people import Person
from portal.councils.recording import entry_by
from portal.councils.templatetags.words import day
from portal.drafts.access import visible_to
from portal.drafts.editing import revise, start
from portal.drafts.kinds.common import OFFICIAL
from portal.drafts.models import Communication
from portal.drafts.questions import WORDS
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated

FEWEST = 5
"""Of a question about the person, fewer than so many are not told apart: a neighbour could tell who they are."""
TOGETHER = 2 * FEWEST
"""So many people at least stand behind the answers that are left out together."""
SOME_TOLD = (
    "Answers that few people gave are left out, with others from which their number could be worked out."
)
NOTHING_TOLD = "So few people gave some of these answers that no figures are told."
LONGEST_TOLD = 1500


@transaction.atomic
def draft_results(*, actor: Person, communication_id: int, told: Mapping[str, str]) -> Communication:
    """Begin a notice with what the survey came to, for the normal approval; nothing of it is public by this.

    ``told``: what an officer says of the answers in people's own words, by the question's key. The answers themselves
    are never put in. Raises NotYours, Refusal where the survey is not there, still takes replies, has none, or has its
    item already.
    """
    require_enterer(actor)
    if not visible_to(actor).filter(pk=communication_id, kind="survey_invitation").exists():
        raise Refusal("This council has no such survey.")
    asked, survey = locked(actor.council.pk, communication_id)
    if asked.taking not in {Taking.CLOSED, Taking.WITHDRAWN}:
        raise Refusal(
            "This survey still takes replies.", "Wait until it closes, or close it early and say why."
        )
    if survey.results_id is not None:
        raise Refusal("The item that tells the results was begun already.", "Open it from the survey's page.")
    found = summary_of(communication_id, asked.revision)
    if not found.replies:
        raise Refusal("There is no reply to tell of.")
    made = start(actor=actor, kind="notice", body=asked.revision.body)
    revise(actor=actor, communication_id=made.pk, raw=_said(asked, found, told), based_on_id=None)
    survey.results = made
    survey.save(update_fields=["results"])
    record([entry_by(actor, "survey_results_drafted", "communication", communication_id, results=made.pk)])
    return made


def _said(asked: Asked, found: Summary, told: Mapping[str, str]) -> dict[str, Any]:
    """Return the parts of the item; each share says of how many it is one."""
    replies = "1 reply" if found.replies == 1 else f"{found.replies:,} replies"
    lead = format_html(
        "<p>This is what was answered to the council’s survey “{}”, which closed on {}. There were {}, {} of them "
        "on paper. Who answered chose to: they are no sample of everybody who lives here.</p>",
        asked.title,
        day(asked.closed),
        replies,
        found.on_paper,
    )
    names = known_names(asked.council.pk)
    parts = format_html_join(
        "", "{}", ((told_part(tally, told, names),) for tally in found.tallies if tally.asked)
    )
    return {
        "title": f"What you told us: {asked.title}"[:200],
        "body": lead + parts,
        "capacity": OFFICIAL,
        "basis": asked.revision.content["basis"],
        "basis_reference": asked.revision.content["basis_reference"],
        "purpose": "Readers learn what was answered to the survey.",
    }


def told_part(tally: Tally, told: Mapping[str, str], names: Collection[str]) -> SafeString:
    """Return what the item tells of one question; ``names`` are covered in what an officer says in ``told``."""
    question, kept_back = tally.question, _kept_back(tally)
    head = format_html("<h2>{}</h2>", question.text)
    if kept_back and len(kept_back) == len(tally.lines):
        return head + format_html("<p>{}</p>", NOTHING_TOLD)
    head += format_html(
        "<p>{} of {} answered{}.{}</p>",
        tally.base,
        tally.asked,
        " (in an earlier wording of this question)" if tally.earlier else "",
        f" {SOME_TOLD}" if kept_back else "",
    )
    if question.sort == WORDS:
        words = stated(told.get(question.key, ""))
        if len(words) > LONGEST_TOLD:
            raise InvalidInput(f"What you say of an answer is longer than {LONGEST_TOLD:,} characters.")
        return head + (format_html("<p>{}</p>", masked(words, names)) if words else SafeString(""))
    head += format_html(
        "<ul>{}</ul>",
        format_html_join(
            "",
            "<li>{}: {}</li>",
            (
                (line.label, f"{line.many}" if kept_back else f"{line.many} ({line.share:g}%)")
                for index, line in enumerate(tally.lines)
                if index not in kept_back
            ),
        ),
    )
    if tally.middle is None or kept_back:
        return head
    return head + format_html("<p>The middle answer (median) is {}.</p>", f"{tally.middle:g}")


def _kept_back(tally: Tally) -> set[int]:
    """Return which answers to a question about the person are not told; none where no answer was given by few.

    One number left out alone is the total less the others. So the next larger go with it until two or more answers
    of TOGETHER people are left out; as many as the last of them are left out likewise, or the choice among them tells.
    """
    many = [line.many for line in tally.lines]
    if not tally.question.why or not any(0 < number < FEWEST for number in many):
        return set()
    kept: set[int] = set()
    for least in sorted(set(many)):
        if least >= FEWEST and len(kept) > 1 and sum(many[index] for index in kept) >= TOGETHER:
            break
        kept |= {index for index, number in enumerate(many) if number == least}
    return kept
