"""Lists within lists of a text, where their indentation says which item stands beneath which."""

from textwrap import dedent

import pytest

from policies.importing.importing import import_document
from tests.policies.importing.papers import lines

TREES = {
    "numbers beneath numbers": (
        """
        Conduct Policy

        Conduct

        1. Members must:
            1. speak plainly
            2. listen
        2. Officers must be neutral.
        3. All are kind.
        """,
        """
        conduct: [Conduct]
          conduct/1: Members must:
            conduct/1(1): speak plainly
            conduct/1(2): listen
          conduct/2: Officers must be neutral.
          conduct/3: All are kind.
        """,
    ),
    "three deep, with blank lines and a paragraph between": (
        """
        Conduct Policy

        1. Members must say:

           1. who they are:

              1. by name

              2. by office

           More on who they are.

           2. whose view it is

        2. Officers do not.

           1. They give facts.
        """,
        """
        1: Members must say:
          1(1): who they are:
            1(1)(1): by name
            1(1)(2): by office
          1/p1: More on who they are.
          1(2): whose view it is
        2: Officers do not.
          2(1): They give facts.
        """,
    ),
    "stars beneath stars": (
        """
        Conduct Policy

        * Members
          * speak
          * listen
            * to all
        * Officers
          * write
        """,
        """
        b1: Members
          b1/b1: speak
          b1/b2: listen
            b1/b2/b1: to all
        b2: Officers
          b2/b1: write
        """,
    ),
    "letters beneath letters, dashes beneath decimals": (
        """
        Conduct Policy

        a) Members
            a) speak;
            b) listen;
        b) Officers write.

        1.1 The clerk answers:
            - the press
                - in writing
            - the public
        1.2 The chairman does not.
        """,
        """
        a: Members
          a(a): speak;
          a(b): listen;
        b: Officers write.
        1.1: The clerk answers:
          1.1/b1: the press
            1.1/b1/b1: in writing
          1.1/b2: the public
        1.2: The chairman does not.
        """,
    ),
    "wrapped lines that hang": (
        """
        Conduct Policy

        1. Members are asked to be civil and to say in which
           capacity they speak, and to whom, when they speak to
           4 or more people.
           1. A member who speaks for the council says so before
              anything else is said in the place.
           2. A member who does not speak for it says that they
              do not.
        2. Officers give facts, as set out in the code, and never
           their opinion.
        """,
        """
        1: Members are asked to be civil and to say in which capacity they speak, and to whom, when they speak to 4 or more people.
          1(1): A member who speaks for the council says so before anything else is said in the place.
          1(2): A member who does not speak for it says that they do not.
        2: Officers give facts, as set out in the code, and never their opinion.
        """,  # noqa: E501 - each is one clause
    ),
    "one list whose numbers are not in one column": (
        """
        Conduct Policy

            1. Members speak.
          2. Officers write.
             3. The clerk answers.
        4. The chairman leads.
         5. All are kind.
        """,
        """
        1: Members speak.
        2: Officers write.
        3: The clerk answers.
        4: The chairman leads.
        5: All are kind.
        """,
    ),
}


@pytest.mark.parametrize("suffix", [".txt", ".md"])
@pytest.mark.parametrize(("text", "tree"), TREES.values(), ids=TREES)
def test_an_item_that_is_indented_stands_beneath_the_one_above_it(text: str, tree: str, suffix: str) -> None:
    document = import_document(f"policy{suffix}", dedent(text).strip().encode())

    assert lines(document) == dedent(tree).strip().splitlines()


def test_tabs_indent_as_spaces_do() -> None:
    text = "Rules of the Council\n\n\t1.\tFirst.\n\t\t1.\tInner.\n\t\t2.\tAnother.\n\t2.\tSecond.\n"

    assert lines(import_document("rules.txt", text.encode())) == [
        "1: First.",
        "  1(1): Inner.",
        "  1(2): Another.",
        "2: Second.",
    ]
