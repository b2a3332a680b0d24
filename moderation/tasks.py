"""What the background workers do about what the public says; every task is safe to run twice."""

from celery import shared_task

from moderation.intake import polling


@shared_task(name="moderation.tasks.poll_comments")
def poll_comments() -> None:
    """Have each channel read whose turn has come."""
    polling.poll_due()


@shared_task(name="moderation.tasks.poll_channel")
def poll_channel(channel_id: int) -> None:
    """Read what the public wrote under the posts of one channel."""
    polling.poll(channel_id)
