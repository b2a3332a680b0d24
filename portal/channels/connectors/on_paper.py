"""Channels that people serve by hand: boards, posters, leaflet rounds, meetings. Each makes a job, and awaits proof.

The path: a worker claims the delivery as any other (hash, channel, hold, gates), makes the sheet and the job, and hands
it over (Sent.handed). It is SENT when somebody proves it (portal.channels.printing.proving). What is withdrawn or taken
down becomes a command, handed over likewise, which stays until somebody proves that the sheet is down.
"""

from typing import ClassVar
from uuid import UUID

from portal.channels.connectors.base import Capability, Connector, Permanent, Sent
from portal.channels.models import Channel, Job
from portal.channels.post import Post
from portal.channels.printing.jobs import keep_job
from portal.channels.printing.setting import Unprintable, sheet_pdf


class OnPaperConnector(Connector):
    """Makes the job of each delivery. Nothing has gone out until a person proves it."""

    capabilities: ClassVar[frozenset[Capability]] = frozenset({Capability.FIND, Capability.BY_HAND})

    def publish(self, post: Post) -> Sent:
        """Make the job, and the sheet where there is one, once. Raises Permanent for what cannot be printed."""
        kept = Job.objects.filter(delivery__key=post.key).first()
        if kept is None:
            kept = keep_job(post, self._sheet(post))
        return Sent(external_id=f"job-{kept.pk}", handed=True)

    def find(self, channel: Channel, key: UUID) -> Sent | None:  # noqa: ARG002
        """Return that the job lies with somebody, or None where none was made."""
        kept = Job.objects.filter(delivery__key=key).first()
        return Sent(external_id=f"job-{kept.pk}", handed=True) if kept else None

    def retract(self, post: Post, reason: str, *, scheduled: bool) -> Sent:
        """Hand over that the sheet is to come down. Raises Permanent where this sort of paper is not taken back."""
        if Capability.RETRACT not in self.capabilities:
            return super().retract(post, reason, scheduled=scheduled)
        return Sent(handed=True)

    def _sheet(self, post: Post) -> bytes:
        if Capability.SHEET not in self.capabilities:
            return b""
        try:
            return sheet_pdf(post)
        except Unprintable as error:
            raise Permanent(str(error)) from error


_SHOWN = OnPaperConnector.capabilities | {Capability.IN_PUBLIC}


class NoticeboardConnector(OnPaperConnector):
    """A council's noticeboard: one channel a board."""

    slug = "noticeboard"
    label = "Noticeboard"
    capabilities = _SHOWN | {Capability.SHEET, Capability.RETRACT}


class PosterConnector(OnPaperConnector):
    """Posters in a place that is not the council's: a shop window, a hall."""

    slug = "poster"
    label = "Posters"
    capabilities = _SHOWN | {Capability.SHEET, Capability.RETRACT}


class LeafletConnector(OnPaperConnector):
    """Leaflets from door to door. Nobody takes them back."""

    slug = "leaflet"
    label = "Leaflet round"
    capabilities = _SHOWN | {Capability.SHEET, Capability.WALKED}


class MeetingConnector(OnPaperConnector):
    """What is read out or reported at a meeting, whose minutes prove it."""

    slug = "meeting"
    label = "Read out at a meeting"
    capabilities = _SHOWN | {Capability.SHEET, Capability.MINUTED}


class MagazineConnector(OnPaperConnector):
    """The magazine: approved articles are collected for an issue, and are out when that is noted as out."""

    slug = "magazine"
    label = "Magazine"
    capabilities = _SHOWN | {Capability.COLLECTED}
