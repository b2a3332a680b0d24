"""How times and days are written: by the filters of one module, with weekday and zone; by nothing else."""

import ast
import re
from collections.abc import Iterator

from tests.house.source import Module, code, templates

FOR_MACHINES = re.compile(r"""\|\s*date:\s*(["'])(?:c|r|Y-m-d)\1""")
"""What readers never see: attributes, feeds, comparisons."""
WRITES = re.compile(r"\|\s*(?:date|time|timesince|timeuntil|naturaltime|naturalday)\b")
TO_COME = re.compile(
    r"{{\s*[\w.]*\b(?:go_at|due_at|review_due|held_on|poll_on|begins_at|ends_at|ends_on|review_on|latest_notice_on|"
    r"take_down_at|embargo_until|claimed_until|until)\s*}}"
)
"""A moment or day of the models that may lie ahead, shown as it is."""
IN_WORDS = re.compile(r"%-?[AaBbIpXxcyZ]|%H")
ELSEWHERE = {
    "portal.councils.templatetags.words": "the filters themselves",
    "approvals.months": "the name of a month",
    "approvals.reporting": "the columns of a spreadsheet",
    "policies.checks.repeat": "a day long past, within a finding",
    "policies.checks.timing": "compares an hour with the hours a rule names",
    "policies.documents.adopting": "the day of an adoption that is past",
    "policies.meetings.confiding": "the meeting in the title of what it took in closed session",
    "policies.printing.pdf": "the day of a signature that is past",
    "policies.standing": "the citation of an adoption, as minutes write it",
    "portal.channels.letters.rendering": "the date at the head of a letter",
    "portal.demo.script": "events of the demo's texts, in the words of an author",
    "portal.drafts.fields": "the value of a date and time field",
    "portal.drafts.views.keeping": "the minute in which typing was saved, for a script",
}
"""The modules that write a time otherwise, and what they write; none of it is a time to come."""


def test_a_template_writes_times_by_the_filters_of_words_alone() -> None:
    left = {path: FOR_MACHINES.sub("", text) for path, text in templates()}

    written = {path: found for path, text in left.items() if (found := WRITES.findall(text))}
    assert written == {}, "use |moment, |day, |clock or |ago"
    bare = {path: found for path, text in left.items() if (found := TO_COME.findall(text))}
    assert bare == {}, "a time stands there without a filter"


def formats_of(module: Module) -> Iterator[str]:
    """Yield each pattern by which ``module`` writes a time: in an f-string, or handed to strftime."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr):
            yield from (str(part.value) for part in node.format_spec.values if isinstance(part, ast.Constant))
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "strftime"
        ):
            yield from (str(part.value) for part in node.args if isinstance(part, ast.Constant))


def test_no_other_module_writes_a_time_in_words_of_its_own() -> None:
    found = {module.name for module in code() if any(IN_WORDS.search(one) for one in formats_of(module))}
    assert found == set(ELSEWHERE)
