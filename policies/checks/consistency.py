"""One item says one thing: its dates, sums and names are the same in every version of it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from policies.checks.base import WORDS_ALONE, Hit
from policies.checks.phrases import Options, Typed, prose, quoted
from policies.language.facts import Day, Fact, dates, day_of, facts_in, falls_on
from policies.language.reading import Reading, read
from policies.subjects import Subject
from portal.councils.templatetags.words import day
from portal.drafts.content import LONDON

_LASTS = re.compile(
    r"\b(?:until|till|up to|through to|to|ends?(?: on)?|lasts? (?:until|till)|for up to)(?: and including)?(?: the)? ?$"
)
_BEGINS = re.compile(
    r"\b(?:from|since|after|starts?(?: on)?|starting(?: on)?|begins?(?: on)?|beginning(?: on)?)(?: the)? ?$"
)
_REMEDY = "Find out which is right, and say the same everywhere."
_ALL = frozenset({"date", "time", "sum", "share", "weekday", "person", "street"})
_NAMES = frozenset({"person", "street"})
_ROUNDING = 20
"""A rounded figure may be a twentieth part off."""
_CLOSES = re.compile(
    r"\b(?:clos(?:es|ing|ed)|deadline|ends|last day|no later than|reply by|respond by|answers? by)\b"
)
_DATED = re.compile(r"\b(?:dated|date of (?:this )?notice|minute|published|posted on)\b")


class Consistency(Typed[Options]):
    """Finds facts that differ between an item's text, its versions, its headline and its dates."""

    id = "consistency"
    name = "Consistency"
    description = "Every version of an item gives the same dates, sums and names."
    apart = WORDS_ALONE

    def run(self, subject: Subject, parameters: Mapping[str, Any]) -> Iterable[Hit]:
        """Yield each fact that another one contradicts, where it stands in the version."""
        self.compiled(parameters)
        body = read(subject.fields.get(subject.kind.body, ""))
        facts = facts_in(body.text, body.lower)
        for slug, start, text in _versions(subject):
            yield from _differing(facts, body, read(text), "versions", start, _ALL, f"the {slug} version")
        for field, reading in prose(subject):
            if field not in {subject.kind.body, "versions"}:
                sorts = _ALL if field == "summary" else _NAMES
                yield from _differing(facts, body, reading, field, 0, sorts, f"the part “{field}”")
            yield from _wrong_weekdays(subject, field, reading)
        yield from _headline_sum(facts, subject)
        yield from _days(subject, body, facts)


def _versions(subject: Subject) -> Iterator[tuple[str, int, str]]:
    place = 0
    for slug, text in subject.content.get("versions", {}).items():
        yield slug, place + len(slug) + 2, text
        place += len(slug) + 2 + len(text) + 1


def _differing(
    facts: tuple[Fact, ...],
    body: Reading,
    other: Reading,
    field: str,
    place: int,
    sorts: frozenset[str],
    where: str,
) -> Iterator[Hit]:
    """Yield what ``other`` says instead of something in ``body``: more may be said, and less, but not otherwise."""
    theirs = facts_in(other.text, other.lower)
    for sort in sorted(sorts):
        ours = [fact for fact in facts if fact.sort == sort]
        those = [fact for fact in theirs if fact.sort == sort]
        lost = [fact for fact in ours if not any(_agree(fact, each) for each in those)]
        spoken: set[tuple[int | str, ...]] = set()
        for fact in those:
            if fact.value in spoken or any(_agree(each, fact) for each in ours):
                continue
            against = next((each for each in lost if _STANDS_FOR[sort](each, fact)), None)
            if against is not None:
                spoken.add(fact.value)
                start, end = other.normal.place(fact.start, fact.end)
                said, instead = (
                    other.raw[start:end],
                    body.raw[slice(*body.normal.place(against.start, against.end))],
                )
                message = f"In {where} it is “{quoted(said)}”; the text says “{quoted(instead)}”."
                yield Hit(field, message, _REMEDY, place + start, place + end)


def _agree(one: Fact, other: Fact) -> bool:
    if one.sort == "person":
        shorter, longer = sorted((one.value, other.value), key=len)
        return longer[-len(shorter) :] == shorter or longer[: len(shorter)] == shorter
    if one.value == other.value:
        return not (one.year and other.year and one.year != other.year)
    if one.rounded or other.rounded:
        left, right = int(one.value[0]), int(other.value[0])
        return abs(left - right) * _ROUNDING <= max(left, right)
    return False


def _any(one: Fact, other: Fact) -> bool:  # noqa: ARG001
    return True


def _same_person(one: Fact, other: Fact) -> bool:
    """Say whether two names look like one person's, one of them misspelt."""
    if len(one.value) != len(other.value):
        return _misspelt(str(one.value[-1]), str(other.value[-1]))
    pairs = [(str(a), str(b)) for a, b in zip(one.value, other.value, strict=True) if a != b]
    if len(pairs) != 1:
        return False
    return _misspelt(*pairs[0]) or (len(one.value) > 1 and one.value[-1] == other.value[-1])


def _same_street(one: Fact, other: Fact) -> bool:
    """Say whether two streets look like one: another word for the way, or its name misspelt."""
    name, way = str(one.value[0]), one.value[1]
    return name == other.value[0] or (way == other.value[1] and _misspelt(name, str(other.value[0])))


_STANDS_FOR: dict[str, Callable[[Fact, Fact], bool]] = {
    **dict.fromkeys(_ALL, _any),
    "person": _same_person,
    "street": _same_street,
}
_LEAST_LETTERS = 4


def _misspelt(one: str, other: str) -> bool:
    """Say whether two words differ in one place only: a letter changed, missing, added, or two that changed places."""
    longest, shortest = max(len(one), len(other)), min(len(one), len(other))
    if shortest < _LEAST_LETTERS or one == other:
        return False
    head = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), shortest)
    backwards = zip(reversed(one), reversed(other), strict=False)
    tail = next((n for n, (a, b) in enumerate(backwards) if a != b), shortest)
    rest = longest - min(head + tail, shortest)
    turned = rest == 2 and sorted(one) == sorted(other)
    return head > 0 and (rest == 1 or turned)


def _wrong_weekdays(subject: Subject, field: str, reading: Reading) -> Iterator[Hit]:
    """Yield dates that do not fall on the weekday that is said with them."""
    at = subject.circumstances.at
    near = at.astimezone(LONDON).date() if at else None
    for fact in facts_in(reading.text, reading.lower):
        if fact.sort == "date" and falls_on(fact, near) is False:
            start, end = reading.normal.place(fact.start, fact.end)
            message = f"“{quoted(reading.raw[start:end])}”: the date does not fall on that day of the week."
            yield Hit(field, message, "Look at the calendar and correct one of the two.", start, end)


def _headline_sum(facts: tuple[Fact, ...], subject: Subject) -> Iterator[Hit]:
    """Yield the only sum of a headline where the text gives one, and it is another."""
    title = read(subject.fields.get("title", ""))
    theirs = [fact for fact in facts_in(title.text, title.lower) if fact.sort == "sum"]
    ours = [fact for fact in facts if fact.sort == "sum"]
    values = {fact.value for fact in ours}
    if len(theirs) == 1 and len(values) == 1 and not any(_agree(theirs[0], fact) for fact in ours):
        start, end = title.normal.place(theirs[0].start, theirs[0].end)
        message = f"The headline says “{quoted(title.raw[start:end])}”; the text gives another sum."
        yield Hit("title", message, _REMEDY, start, end)


def _days(subject: Subject, body: Reading, facts: tuple[Fact, ...]) -> Iterator[Hit]:
    """Yield dates of the text that differ from the closing date, or the date concerned, as they were filled in."""
    closes, concerns = _day(subject, "closes_on"), _day(subject, "concerns_on")
    said = [fact for fact in facts if fact.sort == "date"]
    if closes:
        for fact in said:
            sentence = body.at(fact.start)
            words = body.lower[sentence.start : sentence.end]
            alone = len(list(dates(words))) == 1
            if alone and _CLOSES.search(words) and not _is(fact, closes):
                yield _other_day(body, subject, fact, f"The closing date filled in is {day(closes)}")
    if concerns:
        open_dates = [fact for fact in said if not _DATED.search(body.around(body.at(fact.start), 0, 0))]
        months = [fact.value for fact in open_dates]
        within = months and min(months) <= (concerns.month, concerns.day) <= max(months)
        within = within or any(_reaches(body, fact, concerns) for fact in open_dates)
        if open_dates and not within and not any(_is(fact, concerns) for fact in open_dates):
            told = f"The date that this concerns is filled in as {day(concerns)}"
            yield _other_day(body, subject, open_dates[0], told)


def _reaches(body: Reading, fact: Fact, day: Day) -> bool:
    """Say whether a span of which only one end is told can hold ``day``: “until 12 June”, “from 3 June”."""
    before = body.lower[max(0, fact.start - 24) : fact.start]
    year = fact.year or day.year
    told, asked = (year, *fact.value), (day.year, day.month, day.day)
    return bool(_LASTS.search(before) and asked <= told) or bool(_BEGINS.search(before) and told <= asked)


def _day(subject: Subject, name: str) -> Day | None:
    return day_of(str(subject.content.get(name, "")))


def _is(fact: Fact, day: Day) -> bool:
    return fact.value == (day.month, day.day) and fact.year in {0, day.year}


def _other_day(body: Reading, subject: Subject, fact: Fact, told: str) -> Hit:
    start, end = body.normal.place(fact.start, fact.end)
    message = f"{told}; the text says “{quoted(body.raw[start:end])}”."
    return Hit(subject.kind.body, message, _REMEDY, start, end)
