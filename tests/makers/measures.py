"""Mails of warnings, as their worker leaves them."""

from django.utils import timezone

from moderation.models import Measure
from portal.channels.models import Notice


def words_stand(measure: Measure, state: str) -> None:
    """Have the mail with the words of ``measure`` stand at ``state`` since now."""
    assert measure.mail is not None
    Notice.objects.filter(key=measure.mail).update(state=state, settled_at=timezone.now())
