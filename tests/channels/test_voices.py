"""A charity's voice: chosen when a draft begins, and named in all that goes out."""

import pytest
from django.urls import reverse

from portal.channels.voices import give_voice
from portal.councils.models import Body
from portal.councils.powers import Role
from portal.drafts.models import Communication
from portal.refusals import Refusal
from tests.makers import make_council, make_person, sign_in

pytestmark = pytest.mark.django_db


def test_a_draft_begins_in_the_voice_that_was_chosen() -> None:
    council = make_council(slug="ptc")
    clerk = make_person(council=council, role=Role.CLERK)
    charity = give_voice(actor=clerk, council=council, kind="charity", name="The Green Charity")
    client = sign_in(clerk)
    address = reverse("draft_new", args=["ptc", "notice"])

    page = client.get(address).content.decode()
    client.post(address, {"body": charity.pk})

    assert "The Green Charity" in page
    item = Communication.objects.get()
    assert item.body == charity
    written = client.get(reverse("draft", args=["ptc", item.pk])).content.decode()
    assert f'value="{charity.pk}"' in written


def test_a_name_that_is_taken_leaves_neither_body_nor_channel() -> None:
    council = make_council()
    give_voice(actor=None, council=council, kind="charity", name="The Green Charity")

    with pytest.raises(Refusal, match="already"):
        give_voice(actor=None, council=council, kind="committee", name="The Green Charity")

    assert Body.objects.filter(council=council).count() == 2
