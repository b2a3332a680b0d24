"""What the background workers do about what the public says; every task is safe to run twice."""

from celery import shared_task

from moderation import escalating, reminding
from moderation.complaints import reminding as complaints
from moderation.conduct import reminding as conduct
from moderation.enforcing import carrying
from moderation.errands import carrying as errands
from moderation.intake import polling
from moderation.notices import watching
from moderation.replies import noting, promised


@shared_task(name="moderation.tasks.poll_comments")
def poll_comments() -> None:
    """Have each channel read whose turn has come."""
    polling.poll_due()


@shared_task(name="moderation.tasks.poll_channel")
def poll_channel(channel_id: int) -> None:
    """Read what the public wrote under the posts of one channel."""
    polling.poll(channel_id)


@shared_task(name="moderation.tasks.carry_out_rulings")
def carry_out_rulings() -> None:
    """Have the rulings carried out on networks whose turn has come."""
    carrying.carry_due()


@shared_task(name="moderation.tasks.carry_out_ruling")
def carry_out_ruling(enforcement_id: int) -> None:
    """Carry one ruling out on its network."""
    carrying.carry(enforcement_id)


@shared_task(name="moderation.tasks.run_errands")
def run_errands() -> None:
    """Have networks asked for the blocks, their ends and the reports whose turn has come."""
    errands.run_due()


@shared_task(name="moderation.tasks.run_errand")
def run_errand(errand_id: int) -> None:
    """Ask a network for one of them."""
    errands.run(errand_id)


@shared_task(name="moderation.tasks.note_answers")
def note_answers() -> None:
    """Note the answers that went out since."""
    noting.note_answers()


@shared_task(name="moderation.tasks.escalate_comments")
def escalate_comments() -> None:
    """Have what was not answered as promised wait again; pass what managers left past its time on to the clerk."""
    promised.bring_back()
    escalating.escalate_overdue()


@shared_task(name="moderation.tasks.remind_of_appeals")
def remind_of_appeals() -> None:
    """Point out appeals and blocks that are to be looked at soon, or should have been."""
    reminding.remind_of_appeals()
    reminding.remind_of_blocks()


@shared_task(name="moderation.tasks.watch_notices")
def watch_notices() -> None:
    """Hold notices of defamation to their clock."""
    watching.watch_notices()


@shared_task(name="moderation.tasks.look_after_conduct")
def look_after_conduct() -> None:
    """Remind who handles cases of conduct of what is due, and have the addresses looked at that are to come down."""
    conduct.tell_new_handlers()
    conduct.remind_of_conduct()
    conduct.want_links()


@shared_task(name="moderation.tasks.look_after_complaints")
def look_after_complaints() -> None:
    """Point out complaints that are due soon or late, and close those whose time for a review is over."""
    complaints.look_after_complaints()
