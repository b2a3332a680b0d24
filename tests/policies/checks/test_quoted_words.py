"""What a text quotes of a member or an officer: whole approved words, of whoever it says speaks them."""

from typing import Any

import pytest

from policies.checks.quote_unapproved import QuoteUnapproved
from policies.circumstances import ApprovedQuote, Circumstances, Member
from tests.policies.checks.meaning import text_subject

REGISTER = Circumstances(
    quotes_kept=True,
    approved_quotes=(
        ApprovedQuote("I do not think that we should sell the hall to a developer", "Jane Marsh"),
        ApprovedQuote("The roof is sound. It will last for years – if we mend it. Shall we?", "Jane Marsh"),
        ApprovedQuote("We are glad that the hall is open.", "Cllr Tom Reed"),
    ),
    members=(Member("Jane Marsh"), Member("Tom Reed")),
    officers=("Anne Foster",),
)
NOT_APPROVED = "The quotation was not approved."
A_PART = "The quotation is a part of a sentence that was approved: quote the whole of it."
ANOTHER = "These words were approved by somebody else."


def messages(text: str, around: Circumstances = REGISTER, **parts: Any) -> list[str]:
    """Return what is found in ``text``."""
    return [hit.message for hit in QuoteUnapproved().run(text_subject(text, around=around, **parts), {})]


@pytest.mark.parametrize(
    "text",
    [
        "“I do not think that we should sell the hall to a developer,” said Councillor Jane Marsh.",
        "'I do not think that we should sell the hall to a developer,' said Cllr Marsh.",
        "Jane Marsh: “I do not think that we should sell the hall to a developer.”",
        "“I do not think that we should sell the hall to a developer”, said the Mayor.",
        "“The roof is sound,” said Cllr J. Marsh. “It will last for years – if we mend it.”",
        "In the words of Jane Marsh: “It will last for years – if we mend it. Shall we?”",
        "“We are glad,” said Tom Reed, “that the hall is open.”",
        "Cllr Tom Reed opened the hall. “We are glad that the hall is open,” he said.",
        "Cllr Tom Reed said:\n\n“We are glad that the hall is open.”",
    ],
)
def test_the_whole_words_and_whole_sentences_of_them_are_quoted_of_their_speaker(text: str) -> None:
    assert messages(text) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("“we should sell the hall to a developer,” said Councillor Jane Marsh.", A_PART),
        ("“It will last for years,” said Councillor Jane Marsh.", A_PART),
        ("“We are glad,” said Tom Reed, “that the hall is.”", A_PART),
        ("“The roof is sound. Shall we?” said Jane Marsh.", NOT_APPROVED),
        ("“I do not think that we should sell the hall to a developer,” said Cllr Tom Reed.", ANOTHER),
        ("“We are glad that the hall is open,” said the Clerk, Anne Foster.", ANOTHER),
        ("“We are glad that the hall is open,” said Cllr Otterby.", ANOTHER),
        ("“The roof is sound. Shall we.” said Jane Marsh.", NOT_APPROVED),
    ],
)
def test_a_part_that_may_say_the_opposite_and_the_words_of_another_are_found(text: str, message: str) -> None:
    assert set(messages(text)) == {message}


@pytest.mark.parametrize(
    "text",
    [
        "“Sell the hall,” said Councillor Tom Reed.",
        "“Sell the hall”, said Councillor Tom Reed.",
        "Councillor Tom Reed: “The hall is a disgrace.”",
        "Councillor Tom Reed (North ward): “The hall is a disgrace.”",
        "The Mayor, Councillor Jane Marsh: “The hall is a disgrace.”",
        "Clara Otter, Deputy Clerk, said: “The hall is a disgrace.”",
        "“The hall is a disgrace,” the leader commented.",
        "According to Councillor Tom Reed, “the hall is a disgrace and should be sold at once”.",
        "“The hall is a disgrace and should be sold at once”, according to Tom Reed.",
        "As Tom Reed put it, “the hall is a disgrace and should be sold”.",
        "A statement by Cllr Tom Reed: “The hall is a disgrace.”",
        "In the words of Councillor Tom Reed: “The hall is a disgrace.”",
        "'The hall is a disgrace and should be sold at once,' said Councillor Tom Reed.",
        "‘The residents’ hall is a disgrace’, said Councillor Tom Reed.",
        "«The hall is a disgrace and should be sold at once», said Councillor Tom Reed.",
        "Cllr Tom Reed spoke first. Mr Reed said that it was late. “The hall is a disgrace.”",
        "Cllr Tom Reed said:\n\n“The hall is a disgrace.”",
    ],
)
def test_however_a_text_lets_a_member_or_an_officer_speak_their_words_are_found(text: str) -> None:
    assert messages(text) == [NOT_APPROVED]


@pytest.mark.parametrize(
    "text",
    [
        "A question for Cllr Tom Reed: “When does the pool open?”",
        "A letter to the Mayor: “When does the pool open again?”",
        "Photograph of Cllr Jane Marsh: “The opening of the new hall.”",
        "“It was the best day of the year,” said Ben Otter, Chairman of the Rowing Club.",
        "“It was the best day of the year,” Ben Otter told Cllr Jane Marsh.",
        "Cllr Reed said that the “Best Kept Village in England” prize is back.",
        "Cllr Reed said that the “big day” is near.",
        "Cllr Reed said that parking is free. A sign says “No parking here at any time”.",
        "Cllr Reed said that parking is free. Volunteers call it the “big old barn of a place”.",
        "The residents' hall, the members' room and Tom Reed's garden are open, said Cllr Reed.",
        "Bring the children: 'Paddington in Peru' is shown. Cllr Jane Marsh gives out the tickets.",
        "The hall has a motto: “Open to everyone in the town.”",
        "“We are proud of it all.” It ends at five. Cllr Reed said that parking is free.",
    ],
)
def test_what_others_say_titles_and_words_that_are_only_mentioned_are_left_alone(text: str) -> None:
    assert messages(text) == []


def test_a_text_is_compared_as_it_was_typed_whatever_dashes_it_holds() -> None:
    dashed = "“It will last for years {} if we mend it,” said Jane Marsh."

    assert messages(dashed.format("–")) == []
    assert messages(dashed.format("—")) != []
