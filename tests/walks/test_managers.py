"""A member who manages a channel, at every address of the desk of comments: on their channel, and on another."""

import pytest
from django.utils import timezone

from moderation.models import Comment
from portal.channels.models import Access
from portal.councils.models import User
from tests.makers import sign_in
from tests.walks.addresses import addresses
from tests.walks.forms import Form
from tests.walks.test_roles import codes, written, written_of_manager
from tests.walks.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("where", ["on their channel", "on another"])
def test_whoever_manages_a_channel_gets_what_is_written_of_it_and_else_what_a_councillor_gets(
    world: World, clerk_s_forms: dict[str, Form], where: str
) -> None:
    person, channel = world.people["councillor"], world.things["comment"].channel
    User.objects.filter(pk=person.user_id).update(name="Cleo Marchbanks")  # named in no comment of the world
    Access.objects.create(
        channel=channel,
        member=person.membership,
        part=Access.Part.MANAGER,
        since=timezone.localdate(),
        given_by=world.clerk.membership,
    )
    if where == "on another":
        Comment.objects.filter(council=world.council).update(channel=world.things["network"])
    desk = [one for one in addresses() if one.of_desk and "/desk/moderation/" in one.path(world)]
    forms = {path: form.filled() for path, form in clerk_s_forms.items()}
    client = sign_in(person)

    found = {one.name: codes(client, world, one, forms) for one in desk}

    table, own = written(), written_of_manager(("on their channel", "on another"))
    assert set(own) < set(found)
    assert found == {name: own.get(name, {}).get(where) or table[name]["councillor"] for name in found}
