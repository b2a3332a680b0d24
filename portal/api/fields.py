"""A field as the API's documentation shows it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One field of what is sent or told."""

    name: str
    of: str
    required: bool
    about: str
