"""What a signed webhook tells, for the API's own documentation: of each event its fields and an example.

The events and the words are portal.channels.connectors.webhook's; tests hold the examples against what is really sent.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.api.fields import Field
from portal.channels.connectors.webhook import (
    CORRECTED,
    EVENTS,
    ISSUED,
    PING,
    RETITLED,
    TAKEN_DOWN,
    WITHDRAWN,
)
from portal.channels.connectors.webhook import RULED as _RULED


@dataclass(frozen=True)
class Told:
    """One event as a receiver is told of it."""

    event: str
    when: str
    about: str
    fields: tuple[Field, ...]
    example: Mapping[str, Any]

    @property
    def shown(self) -> str:
        """Return the example as its documentation shows it."""
        return json.dumps(self.example, ensure_ascii=False, indent=2)


RULED = (
    Field("event", "string", required=True, about="“ruled”; the header Portal-Event says the same"),
    Field(
        "delivery",
        "uuid",
        required=True,
        about="the number of this message: take each number once, whatever comes again",
    ),
    Field("council", "string", required=True, about="the council’s word in addresses"),
    Field("comment", "string", required=True, about="the reference that the comment’s author was told"),
    Field("version", "integer", required=True, about="which version of its words was ruled on, from 1"),
    Field(
        "item",
        "integer or nothing",
        required=True,
        about="the item under which it stands, if it is one of the council’s",
    ),
    Field(
        "ruling",
        "integer",
        required=True,
        about="the ruling’s number; of one comment the larger one is later",
    ),
    Field(
        "overrules",
        "integer or nothing",
        required=True,
        about="the ruling that it overrules or, after an appeal, undoes",
    ),
    Field("outcome", "string", required=True, about="“leave”, “hide” or “remove”"),
    Field("ground", "string", required=True, about="why it comes down; empty where it stands"),
    Field(
        "clause",
        "string",
        required=True,
        about="the clause of the council’s policy as it was cited; empty where it stands",
    ),
    Field(
        "rule",
        "string",
        required=True,
        about="the clause with its document and how that was adopted, as readers see it; empty where it stands",
    ),
    Field("ruled_at", "moment", required=True, about="when"),
)
"""The fields of a ruling as it is told, in their order."""

RULED_EXAMPLE: Mapping[str, Any] = {
    "event": "ruled",
    "delivery": "0d642919-4a1a-4e1c-8dad-ec988b48d067",
    "council": "exampleton",
    "comment": "7K2MQ9XBRT",
    "version": 1,
    "item": 412,
    "ruling": 87,
    "overrules": None,
    "outcome": "hide",
    "ground": "abusive",
    "clause": "7.11.2",
    "rule": "7.11.2, Communications policy (version 1, adopted 4 November 2026, minute 34/26)",
    "ruled_at": "2026-11-16T09:42:07.318204+00:00",
}
"""One such message."""

_NUMBER = "the number of this message: take each number and event once, whatever comes again"
IDENTITY = (
    Field("event", "string", required=True, about="what happened; the header Portal-Event says the same"),
    Field("delivery", "uuid", required=True, about=_NUMBER),
    Field("council", "string", required=True, about="the council’s word in addresses"),
    Field("item", "integer", required=True, about="the item’s number"),
    Field("reference", "string", required=True, about="the approval’s reference"),
    Field("issue", "integer", required=True, about="which issue of the item, from 1"),
)
"""The fields of everything that is told of an item, in their order."""
WORDS = (
    Field(
        "kind",
        "string",
        required=True,
        about="“press_release”, “notice”, “social_post”, “web_page”, “survey_invitation” or “email_bulletin”",
    ),
    Field("body", "string", required=True, about="in whose voice it is"),
    Field(
        "capacity", "string", required=True, about="the sentence that tells readers so: show it with the text"
    ),
    Field("title", "string", required=True, about="the headline, plain"),
    Field(
        "text",
        "string",
        required=True,
        about="all that readers are to have, plain; the version for “webhook” if there is one",
    ),
    Field(
        "html",
        "string",
        required=True,
        about="the text alone with its headings, lists and links; empty where the kind’s text is plain",
    ),
    Field("link", "string", required=True, about="the address of the full story or of the survey, or empty"),
    Field(
        "page",
        "string",
        required=True,
        about="the item’s own page in the newsroom, if it is issued there too; else empty",
    ),
    Field(
        "details",
        "object",
        required=True,
        about="what its kind has besides, taken apart: a release its quotations, a notice its day and place, a survey "
        "its hours, a web page its address, a bulletin its summary",
    ),
    Field("note", "string", required=True, about="what a correction tells readers; else empty"),
    Field(
        "pictures",
        "list of object",
        required=True,
        about="of each `alt`, `credit`, `type`, `sha256`, and its `address` in the newsroom",
    ),
)
"""The fields of an issue besides."""
REASON = Field("reason", "string", required=True, about="what readers are told; empty where its time is over")
TITLE = Field("title", "string", required=True, about="what stands in the place of the headline")

_ITEM: Mapping[str, Any] = {
    "delivery": "6f1c7f6e-6f0e-4d64-9a53-6e0a3c1f52b7",
    "council": "exampleton",
    "item": 412,
    "reference": "COUNCIL-1/2026/0412",
    "issue": 1,
}
_SAID: Mapping[str, Any] = {
    "kind": "social_post",
    "body": "Exampleton Parish Council",
    "capacity": "Issued on behalf of Exampleton Parish Council.",
    "title": "Mill Lane closed from Monday",
    "text": "Mill Lane is closed from Monday to Thursday while the bridge is mended.",
    "html": "",
    "link": "https://www.example.org/mill-lane",
    "page": "https://portal.example.org/exampleton/news/mill-lane-closed-from-monday-412/",
    "details": {},
    "note": "",
    "pictures": [],
}
_CORRECTION = {"issue": 2, "note": "The day was wrong: the lane closes on Tuesday."}


def _of_item(event: str, when: str, fields: tuple[Field, ...], **said: Any) -> Told:
    return Told(event, when, "", (*IDENTITY, *fields), {"event": event, **_ITEM, **said})


_TOLD = {
    one.event: one
    for one in (
        _of_item(ISSUED, "An item was approved and its hour has come.", WORDS, **_SAID),
        _of_item(CORRECTED, "A later issue of an item that was out.", WORDS, **{**_SAID, **_CORRECTION}),
        _of_item(
            WITHDRAWN,
            "The item is to go, in public, or a correction of it does not come here.",
            (REASON,),
            reason="The day was wrong.",
        ),
        _of_item(TAKEN_DOWN, "Its planned time is over.", (REASON,), reason=""),
        _of_item(RETITLED, "The headline is to go too.", (TITLE,), title="Withdrawn: COUNCIL-1/2026/0412"),
        Told(
            _RULED,
            "A comment in public was ruled on, or a ruling was overruled or undone.",
            "Nothing in it says who wrote, what, or who ruled.",
            RULED,
            RULED_EXAMPLE,
        ),
        Told(
            PING,
            "The connection is tried: answer, and publish nothing.",
            "",
            (IDENTITY[0], IDENTITY[2]),
            {"event": PING, "council": "exampleton"},
        ),
    )
}

TOLD = tuple(_TOLD[event] for event in (*EVENTS, PING))
"""Each event that is sent; one that nobody has described here stops the portal from starting."""

_OPEN: Mapping[str, Mapping[str, Any]] = {
    "string": {"type": "string"},
    "uuid": {"type": "string", "format": "uuid"},
    "integer": {"type": "integer"},
    "integer or nothing": {"type": ["integer", "null"]},
    "moment": {"type": "string", "format": "date-time"},
    "object": {"type": "object"},
    "list of object": {"type": "array", "items": {"type": "object"}},
}


def webhooks() -> dict[str, Any]:
    """Return what the OpenAPI document says of them: what the receiver is sent, and what it may answer."""
    return {one.event: {"post": _described(one)} for one in TOLD}


def _described(one: Told) -> dict[str, Any]:
    schema = {
        "type": "object",
        "properties": {field.name: {**_OPEN[field.of], "description": field.about} for field in one.fields},
        "required": [field.name for field in one.fields if field.required],
    }
    sent = {"schema": schema, "example": dict(one.example)}
    return {
        "summary": one.when,
        "description": f"Signed, as docs/webhooks.md says. {one.about}".strip(),
        "requestBody": {"required": True, "content": {"application/json": sent}},
        "responses": {"2XX": {"description": "The receiver has it."}},
    }
