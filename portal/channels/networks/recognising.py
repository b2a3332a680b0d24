"""Knowing a post of ours again on a network that keeps no key of ours: by the signature at the very end of its words.

A reference elsewhere in the words is none: a council that corrects itself names an earlier item by its reference. Nor
is a post ours that the network's own number says is another one of the council's.
"""

import re
import unicodedata

from django.db.models import QuerySet

from portal.channels.models import Delivery
from portal.channels.networks.wording import signature_of
from portal.channels.post import Post


def signed(text: str, post: Post) -> bool:
    """Return whether plain ``text`` ends with what ``post`` ends with on every network: who speaks, its reference.

    Words and figures count, so that it does not matter what a network made of the spaces and signs between them.
    """
    ours = words_in(signature_of(post))
    return words_in(text)[-len(ours) :] == ours


def noted_elsewhere(post: Post, number: str) -> bool:
    """Return whether ``number`` is what the network calls another issue or another item of the council's. One query."""
    return _others(post, number).exists()


def of_another_item(post: Post, number: str) -> bool:
    """Return whether ``number`` is what the network calls another item of the council's. One query."""
    return _others(post, number).exclude(publication__communication=post.communication).exists()


def words_in(text: str) -> list[str]:
    """Return the words and figures of ``text``, in one case and one form."""
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())


def _others(post: Post, number: str) -> QuerySet[Delivery]:
    there = Delivery.objects.filter(
        channel__council=post.council, channel__connector=post.channel.connector, external_id=number
    )
    return there.exclude(key=post.key)
