"""One item, approved, with its deliveries waiting for the fake channels."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.channels.models import Delivery, Publication
from portal.channels.states import PublicState
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Clearance, Communication
from tests.channels.outbox.fakes import PATHS, World, begin
from tests.makers import make_approved, make_channels, make_council, make_person, make_revision


@pytest.fixture
def world(settings: Settings) -> World:
    """Return the world outside, new, with the fake channels in the settings."""
    settings.CONNECTORS = PATHS
    settings.DELIVERY_BACKOFF_SECONDS = [30, 120]
    settings.DELIVERY_LEASE_SECONDS = 60
    return begin()


@pytest.fixture
def council(world: World) -> Council:
    """Return a council with both channels open."""
    made = make_council()
    make_channels(made, "newsroom", "press_email")
    return made


@pytest.fixture
def clerk(council: Council) -> Person:
    """Return its clerk."""
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def publication(clerk: Person) -> Publication:
    """Return an approved notice, due now."""
    return make_approved(author=clerk, clerk=clerk, kind="notice")


@pytest.fixture
def delivery(publication: Publication) -> Delivery:
    """Return its one delivery."""
    return Delivery.objects.get(publication=publication)


@pytest.fixture
def due(delivery: Delivery) -> Callable[[], None]:
    """Return what makes the delivery due now, whatever its wait."""
    return lambda: _now(delivery)


@pytest.fixture
def correction(clerk: Person, publication: Publication, delivery: Delivery) -> Delivery:
    """Return the delivery of the next issue, on the channel on which the first one has not settled."""
    item = Communication.objects.get(pk=publication.communication_id)
    revision = make_revision(author=clerk, communication=item, title="The bridge is shut")
    clearance = Clearance.objects.get(pk=publication.clearance_id)
    clearance.pk, clearance.revision, clearance.sha256 = None, revision, revision.sha256
    clearance.save(force_insert=True)
    Publication.objects.filter(pk=publication.pk).update(state=PublicState.LIVE, live_at=timezone.now())
    Communication.objects.filter(pk=item.pk).update(stage="issued")
    second = Publication.objects.get(pk=publication.pk)
    second.pk, second.issue, second.revision, second.clearance = None, 2, revision, clearance
    second.state, second.live_at, second.is_correction, second.public_note = "scheduled", None, True, "Shut."
    second.save(force_insert=True)
    return Delivery.objects.create(publication=second, channel=delivery.channel)


def _now(delivery: Delivery) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(due_at=timezone.now())
