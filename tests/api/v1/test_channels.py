"""Reading the register of channels."""

from tests.api.conftest import Program
from tests.channels.posts import Staff, make_staff


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
