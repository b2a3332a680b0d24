"""What a notice must hold to be one, item by item: there or missing. Pure.

Source: Defamation Act 2013 s.5(6) and SI 2013/3028 regulation 2.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models


class Particular(models.TextChoices):
    """What the law asks of a notice, each in words that a resident understands."""

    NAME = "name", "the complainant’s name"
    EMAIL = "email", "an email address at which the complainant can be reached"
    STATEMENT = "statement", "the statement complained of"
    WHY = "why", "why the statement is defamatory of the complainant"
    WHERE = "where", "where on the website the statement stands"
    MEANING = "meaning", "the meaning that the complainant takes the statement to have"
    WRONG = "wrong", "what in the statement is factually wrong, or opinion that no fact supports"
    WITHOUT_DETAILS = "without_details", "that the complainant knows too little of the poster to sue them"
    NAME_PASSED = "name_passed", "whether the complainant’s name may be given to the poster"
    EMAIL_PASSED = "email_passed", "whether the complainant’s email address may be given to the poster"


@dataclass(frozen=True)
class Particulars:
    """What a notice says, as it came. None: it does not say."""

    name: str = ""
    email: str = ""
    statement: str = ""
    why: str = ""
    where: str = ""
    meaning: str = ""
    wrong: str = ""
    without_details: bool = False
    name_passed: bool | None = None
    email_passed: bool | None = None


def missing_from(said: Particulars) -> list[Particular]:
    """Return what is plainly missing: nothing stands there. Whether what stands there will do a person decides."""
    return [
        one for one in Particular if getattr(said, one.value) in {"", None, False} and not _said_no(said, one)
    ]


def _said_no(said: Particulars, one: Particular) -> bool:
    """Return whether it says no where no is an answer: no consent is one, no confirmation is none."""
    return one in {Particular.NAME_PASSED, Particular.EMAIL_PASSED} and getattr(said, one.value) is False


def all_missing(said: Particulars, found: Iterable[str]) -> list[Particular]:
    """Return what is missing once somebody read it: what plainly is, and what they ``found`` wanting, in order."""
    wanting = set(found) | set(missing_from(said))
    return [one for one in Particular if one in wanting]
