"""What a connector keeps to whose network gives each post an address: by it a post is named, looked at, and kept."""

from abc import abstractmethod
from typing import Any, ClassVar

import pytest
from django.utils import timezone

from portal.channels.credentials.trying import try_connection
from portal.channels.models import Connection, Delivery, Notice
from portal.channels.outbox.carrying import ask
from portal.channels.outbox.rows import RowKind
from portal.channels.post import Post
from portal.channels.resolving import settle_by_hand
from portal.records.models import Snapshot
from portal.refusals import InvalidInput
from tests.channels.connectors.contract import NetworkContract
from tests.channels.posts import Staff, make_correction

SEEN = "I opened it on my own telephone."


@pytest.mark.django_db
class AddressedContract(NetworkContract):
    """The tests that it inherits besides."""

    tells: ClassVar[bool] = True
    """An address tells the number of its post."""
    names_its_own: ClassVar[bool] = False
    """The portal knows by a name of its own whether an address is that of the very post."""

    @abstractmethod
    def elsewhere(self, peer: Any, address: str) -> list[tuple[str, str]]:
        """Return addresses that are refused, made from that of a post, each with a word of the refusal."""

    def vouch(self, staff: Staff, post: Post, address: str) -> Delivery:
        """Let the clerk say of an unclear delivery where it stands; return it as it is then."""
        rows = Delivery.objects.filter(key=post.key)
        rows.update(state="unknown", external_id="", public_url="", problem="It is unclear.")
        row = rows.get()
        settle_by_hand(
            actor=staff.clerk, kind=RowKind.DELIVERY, pk=row.pk, arrived=True, reason=SEEN, address=address
        )
        return rows.get()

    def looked(self, staff: Staff, post: Post, address: str) -> Delivery:
        """Let the clerk say it and a worker look; return the delivery as it is then."""
        row = self.vouch(staff, post, address)
        ask(RowKind.DELIVERY, row.pk, row.attempt)
        row.refresh_from_db()
        return row

    def test_what_a_person_found_there_is_looked_at_once_and_is_corrected_in_its_place(
        self, peer: Any, staff: Staff, post: Post
    ) -> None:
        sent = self.connector.publish(post)

        row = self.vouch(staff, post, sent.public_url)
        assert (row.state, row.external_id, row.public_url) == ("unknown", "", sent.public_url)
        ask(RowKind.DELIVERY, row.pk, row.attempt)

        row.refresh_from_db()
        assert (row.state, row.external_id, row.public_url) == ("sent", sent.external_id, sent.public_url)
        filed = dict(Snapshot.objects.filter(object_id=row.pk).values_list("status", "text"))
        assert SEEN in str(filed["vouched"])
        assert post.communication.reference in str(filed["sent"])
        assert SEEN not in str(filed["sent"])
        corrected = make_correction(staff, post, text="From Tuesday.", link="https://www.example.org/other")
        self.connector.publish(corrected)
        assert [("From Tuesday." in one) for one in peer.public()] == [True]

    def test_the_address_of_nothing_of_the_account_is_refused(
        self, peer: Any, staff: Staff, post: Post
    ) -> None:
        sent = self.connector.publish(post)
        cases = [("", "Enter the address"), ("https://else.example/@ptc/1", "no address on")]

        for address, why in [*cases, *self.elsewhere(peer, sent.public_url)]:
            with pytest.raises(InvalidInput, match=why):
                self.vouch(staff, post, address)

        assert not Snapshot.objects.filter(status="vouched").exists()

    @pytest.mark.parametrize("noted", [False, True])
    def test_another_post_of_the_council_s_is_not_taken_for_it(
        self, staff: Staff, post: Post, noted: bool
    ) -> None:
        other = self.make(staff, "Something else.")
        sent = self.connector.publish(other)
        if noted:
            self.note(other, sent.external_id)
        if self.names_its_own or (noted and self.tells):
            with pytest.raises(InvalidInput, match=r"another post|something else"):
                self.vouch(staff, post, sent.public_url)
            return

        row = self.looked(staff, post, sent.public_url)

        assert (row.state, row.external_id, row.public_url) == ("unknown", "", "")
        assert "say what happened" in row.problem
        assert Notice.objects.filter(what="delivery_unclear", object_id=row.pk).count() == 1
        assert not Snapshot.objects.filter(status="sent").exists()

    def test_an_address_at_which_nothing_stands_any_more_settles_nothing(
        self, staff: Staff, post: Post
    ) -> None:
        sent = self.connector.publish(post)
        self.connector.retract(post, "Wrong.", scheduled=False)

        row = self.looked(staff, post, sent.public_url)

        assert (row.state, row.external_id, row.public_url) == ("unknown", "", "")
        assert "has no post" in row.problem or "do not see it" in row.problem

    @pytest.mark.parametrize("lost", [False, True])
    def test_where_nobody_can_be_asked_it_rests_on_the_person_s_word_and_says_so(
        self, peer: Any, staff: Staff, post: Post, lost: bool
    ) -> None:
        sent = self.connector.publish(post)
        try_connection(Connection.objects.get().pk)
        peer.expire()
        if lost:
            Connection.objects.update(problem="Lost.", problem_at=timezone.now(), session="")

        row = self.looked(staff, post, sent.public_url)

        kept = sent.external_id if self.tells and not (lost and self.names_its_own) else ""
        assert (row.state, row.external_id, row.public_url) == ("sent", kept, sent.public_url)
        filed = Snapshot.objects.get(status="sent", object_id=row.pk)
        assert filed.sha256 == row.sent_sha256
        assert filed.text is not None
        assert SEEN in filed.text
        assert "rests on their word" in filed.text
