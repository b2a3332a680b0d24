"""Reading the register of channels."""

from django.utils import timezone

from portal.channels.models import Channel, Particulars
from tests.api.conftest import Program
from tests.channels.posts import Staff, make_staff
from tests.makers.circumstances import make_period


def test_the_councils_channels_are_told_the_open_ones_first(staff: Staff, program: Program) -> None:
    make_staff("letter", slug="elsewhere")
    channel = staff.council.channels.get(connector="newsroom")
    channel.is_open, channel.closed_message = False, "Back on Monday."
    channel.save()

    told = program.read("channels")

    assert [(one["kind"], one["is_open"], one["closed_message"], one["body"]) for one in told] == [
        ("press_email", True, "", "Pellworth Town Council"),
        ("newsroom", False, "Back on Monday.", "Pellworth Town Council"),
    ]


def test_a_channel_that_is_closed_until_a_poll_is_told_as_closed(staff: Staff, program: Program) -> None:
    period = make_period(clerk=staff.clerk, public_message="It rests until the poll.")
    period.closed_channels.add(staff.council.channels.get(connector="newsroom"))

    told = {one["kind"]: (one["is_open"], one["closed_message"]) for one in program.read("channels")}

    assert told == {"press_email": (True, ""), "newsroom": (False, "It rests until the poll.")}


def test_what_the_council_never_approved_is_no_channel_and_the_others_can_be_linked_to(
    staff: Staff, program: Program
) -> None:
    newsroom, press = (staff.council.channels.get(connector=one) for one in ("newsroom", "press_email"))
    Particulars.objects.update_or_create(
        channel=newsroom, defaults={"address": "https://pellworth.example/news"}
    )
    Particulars.objects.update_or_create(
        channel=press, defaults={"address": "https://old.example/", "network": "facebook"}
    )
    staff.council.channels.filter(pk=press.pk).update(is_open=False, approval=Channel.Approval.ENDED)

    def told() -> list[tuple[str, str, str, str]]:
        rows = program.read("channels")
        return [(one["kind"], one["approval"], one["address"], one["network"]) for one in rows]

    live = ("newsroom", newsroom.approval, "https://pellworth.example/news", "")
    assert told() == [live, ("press_email", "ended", "", "facebook")]
    for never in (Channel.Approval.PROPOSED, Channel.Approval.REFUSED):
        staff.council.channels.filter(pk=press.pk).update(
            approval=never,
            proposed_by=staff.clerk.membership,
            proposed_at=timezone.now(),
            refusal="The council has one already.",
        )
        assert told() == [live]
