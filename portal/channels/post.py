"""What a connector is handed: one cleared revision, ready to be said on one channel."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings

from portal.channels.models import AnswerTo, Channel, NewsItem, Publication
from portal.councils.addresses import Addresses, addresses_of
from portal.councils.models import Council
from portal.drafts.capacity import Voice, voice_of
from portal.drafts.content import Content, plain_fields
from portal.drafts.kinds import KINDS, Kind
from portal.drafts.models import Communication, Media, Revision
from portal.drafts.showing import Files


@dataclass(frozen=True)
class Brought:
    """What the posts of one issue on several channels share, read once for all: the files that its text shows.

    ``behind``: items of the newsroom by the addresses that lead to them, as they were found so far.
    """

    files: Files
    behind: dict[str, NewsItem | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Post:
    """One issue of one item for one channel. Times are aware; ``content`` is the revision's, sanitised."""

    council: Council
    channel: Channel
    publication: Publication
    communication: Communication
    revision: Revision
    content: Content
    plain: dict[str, str]
    voice: Voice
    key: UUID
    brought: Brought | None = None

    @property
    def kind(self) -> Kind:
        """Return the item's kind."""
        return KINDS[self.communication.kind]

    @property
    def capacity_line(self) -> str:
        """Return the sentence by which its reader is told in which capacity it is sent."""
        return self.voice.sentence

    @property
    def issuer(self) -> Addresses:
        """Return who issues it, the body in whose voice it is, and where that body is reached."""
        return addresses_of(self.council, self.revision.body)

    @property
    def headline(self) -> str:
        """Return the title under which it goes out."""
        title: str = self.content["title"]
        return title

    @property
    def pictures(self) -> Mapping[str, Media]:
        """Return the council's pictures that it names, by their keys. One query, none where they were brought."""
        if self.brought is not None:
            return self.brought.files.pictures
        wanted = [row["media"] for row in self.content.get("images", []) if row["media"].isdecimal()]
        if not wanted:
            return {}  # before a question is written, which is half a millisecond of each delivery
        rows = Media.objects.filter(council_id=self.council.pk, pk__in=[int(key) for key in wanted])
        return {str(one.pk): one for one in rows}

    @property
    def answers(self) -> AnswerTo | None:
        """Return what it answers, None for what stands alone. One query where it was not read with the item."""
        found: AnswerTo | None = getattr(self.communication, "answer_to", None)
        return found

    @property
    def is_private(self) -> bool:
        """Return whether it answers somebody who wrote to the council's account alone, and goes to nobody else."""
        return self.answers is not None and self.answers.private

    @property
    def is_correction(self) -> bool:
        """Return whether this issue corrects an earlier one."""
        return self.publication.is_correction

    @property
    def embargo_until(self) -> datetime | None:
        """Return the moment before which nobody may publish it, or None."""
        return self.publication.embargo_until

    @property
    def public_url(self) -> str:
        """Return the address of the item in the council's newsroom, as readers see it."""
        return f"{settings.SITE_URL}/{self.council.slug}/news/{self.publication.slug}/"


def compose(publication: Publication, channel: Channel, key: UUID, *, brought: Brought | None = None) -> Post:
    """Return what goes out of ``publication`` on ``channel``; reads what select_related brought, asks nothing more."""
    communication, revision = publication.communication, publication.revision
    content = revision.content
    return Post(
        council=publication.council,
        channel=channel,
        publication=publication,
        communication=communication,
        revision=revision,
        content=content,
        plain=plain_fields(KINDS[communication.kind], content),
        voice=voice_of(communication, content, body_name=revision.body.name),
        key=key,
        brought=brought,
    )
