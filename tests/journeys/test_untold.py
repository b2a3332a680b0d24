"""A message to a member that could not be sent stands on the desk until somebody orders another attempt."""

import pytest

from tests.journeys import acts
from tests.journeys.conftest import Arrive
from tests.journeys.portal import Portal
from tests.journeys.post import Post

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]
FAIL = (
    "from portal.channels.models import Notice; "
    "Notice.objects.filter(pk=Notice.objects.filter(recipient__user__email='clerk@ptc.example', state='sent')"
    ".latest('pk').pk).update(state='failed', problem='Refused for good: 550 mailbox is full')"
)


def test_what_could_not_be_told_is_tried_again_from_the_desk(
    arrive: Arrive, portal: Portal, post: Post
) -> None:
    title = "Nobody heard of this"
    acts.hand_in(arrive("deputy@ptc.example"), "ptc", "notice", acts.notice(title))
    post.told(title, 2)
    clerk = arrive("clerk@ptc.example")
    clerk.waits_for("/ptc/desk/messages/", "Sent")
    assert portal.manage("shell", "-c", FAIL).returncode == 0

    clerk.go("/ptc/desk/").sees("1 message to members could not be sent", "550 mailbox is full")
    clerk.shoot("home-untold")
    phone = arrive("clerk@ptc.example", phone=True).go("/ptc/desk/messages/").sees("550 mailbox is full")
    phone.shoot("messages")
    clerk.press("Try again to tell Octavia Quillfeather: something waits for approval")
    clerk.sees("Another attempt at the message to Octavia Quillfeather is ordered.")
    clerk.shoot("messages")

    post.told(title, 3)
    clerk.waits_for_no_more("/ptc/desk/", "could not be sent")
