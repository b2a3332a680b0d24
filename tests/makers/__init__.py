"""Makers: plain keyword functions that put one thing into the database, without surprises."""

from tests.makers.channels import make_channels, make_contact
from tests.makers.councils import make_council, make_membership, make_person, sign_in
from tests.makers.drafts import (
    LETTER,
    NOTICE,
    POST,
    RELEASE,
    content_for,
    make_communication,
    make_revision,
    make_shared,
    put_at,
)
from tests.makers.issued import make_approved, make_review, make_scheduled, read_again

__all__ = [
    "LETTER",
    "NOTICE",
    "POST",
    "RELEASE",
    "content_for",
    "make_approved",
    "make_channels",
    "make_communication",
    "make_contact",
    "make_council",
    "make_membership",
    "make_person",
    "make_review",
    "make_revision",
    "make_scheduled",
    "make_shared",
    "put_at",
    "read_again",
    "sign_in",
]
