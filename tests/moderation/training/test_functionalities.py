"""Measuring on a suite of test cases: what is counted, and which files are refused."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from moderation.screening.judging.choosing import small
from moderation.training.functionalities import Case, by_head, by_product, cases, measured

SUITE = """,functionality,test_case,label_gold,extra
0,dehumanised,"Travellers are vermin, all of them",hateful,x
1,dehumanised,Pakistanis are less than human.,hateful,x
2,named,"Travellers live on the site, near the brook",non-hateful,
3,named,The Polish shop opens at nine.,non-hateful,
"""


def put(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "suite.csv"
    path.write_text(content, encoding="utf-8")
    return path


def test_right_ones_are_counted_over_all_and_per_functionality() -> None:
    suite = [Case("a", "yes", True), Case("a", "no", True), Case("b", "yes", False), Case("b", "no", False)]
    suite += [Case("b", "no", False)]

    found = measured(suite, lambda text: text == "yes")

    assert (round(found.accuracy, 3), round(found.macro_f1, 3)) == (0.6, 0.583)
    assert found.right == {"a": (1, 2), "b": (2, 3)}


def test_the_product_decides_by_its_ground_and_the_head_by_even_odds() -> None:
    judge = small()

    assert by_product(judge)("Pakistanis are less than human.")
    assert not by_product(judge)("You absolute moron.")
    assert by_head(judge)("Pakistanis are less than human.")
    assert not by_head(judge)("The Polish shop opens at nine.")


def test_the_command_tells_totals_and_functionalities_and_no_text(tmp_path: Path) -> None:
    told = StringIO()

    call_command("measure_screening", "--suite", str(put(tmp_path, SUITE)), "--model", "small", stdout=told)

    lines = told.getvalue().splitlines()
    assert lines[2].startswith("| small, hate head alone, 4 |")
    assert lines[3] == "| small, with the rules, 4 | 1.000 | 1.000 |"
    assert lines[-2].startswith("| dehumanised | 2 |")
    assert lines[-1].endswith("| 1.00 |")
    assert "vermin" not in told.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("functionality,test_case\na,b\n", "no column label_gold"),
        ("functionality,test_case,label_gold\na,b,hateful\na,b,maybe\n", "Line 3 is labelled neither"),
        ("", "no column functionality, test_case, label_gold"),
    ],
)
def test_a_file_that_is_no_suite_is_refused_in_words(tmp_path: Path, content: str, why: str) -> None:
    with pytest.raises(CommandError, match=why):
        call_command("measure_screening", "--suite", str(put(tmp_path, content)))


def test_a_file_that_is_not_there_and_no_file_at_all_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read as csv"):
        call_command("measure_screening", "--suite", str(tmp_path / "none.csv"))
    with pytest.raises(CommandError, match="Name the folder"):
        call_command("measure_screening")


def test_cases_are_read_whole(tmp_path: Path) -> None:
    assert cases(put(tmp_path, SUITE))[0] == Case("dehumanised", "Travellers are vermin, all of them", True)
