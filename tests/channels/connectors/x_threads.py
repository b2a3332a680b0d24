"""What threads on X keep to beside the contract: X knows no key, edits nothing and takes no words twice."""

from abc import ABC
from datetime import timedelta
from typing import Any

import pytest

from portal.channels.connectors.base import Ambiguous, Permanent, Transient
from portal.channels.post import Post
from portal.drafts.picturing import row_of
from tests.channels.connectors.contract import LONG, NetworkContract
from tests.channels.connectors.standin import Fault
from tests.channels.connectors.x_server import XServer, length
from tests.channels.posts import Staff, make_correction
from tests.makers.pictures import make_picture


class ThreadsOnX(NetworkContract, ABC):
    """The tests that those of X inherit."""

    def picture(self, staff: Staff, alt: str = "A barrier across the lane.") -> dict[str, str]:
        return {**row_of(make_picture(by=staff.author, colour=7)), "alt": alt}

    def parts(self, peer: XServer) -> list[str]:
        """Return the words of the posts that are there, without link and last line, in their order."""
        return [text.split("\n\n")[0] for text in peer.public()]

    def wanted(self, staff: Staff, **changes: Any) -> Post:
        made = self.make(staff, LONG, length="thread", link="", **changes)
        assert len(self.connector.lengths(made)) > 3
        return made

    def test_each_part_of_a_thread_is_counted_as_x_counts_and_the_first_has_the_pictures(
        self, peer: XServer, staff: Staff
    ) -> None:
        text = " ".join(f"{number} 字字字字字字字字字字字字." for number in range(40))
        post = self.make(staff, text, length="thread", images=[self.picture(staff)])

        self.connector.publish(post)

        counted = self.connector.lengths(post)
        assert [count for count, _ in counted] == [length(said) for said in peer.public()]
        assert max(counted) <= (280, 280) < (sum(count for count, _ in counted), 0)
        assert [len(row["media"]) for row in peer.tweets.values()] == [1] + [0] * (len(counted) - 1)

    @pytest.mark.parametrize("made", [0, 1, 2])
    def test_a_thread_that_must_wait_in_the_middle_is_unclear_so_that_it_is_read_back_first(
        self, peer: XServer, staff: Staff, made: int
    ) -> None:
        post = self.wanted(staff)
        peer.faults = [*[None] * made, Fault(429, headers={"Retry-After": "77"})]

        with pytest.raises(Ambiguous if made else Transient) as caught:
            self.connector.publish(post)

        assert isinstance(caught.value, Transient) is not bool(made)
        assert len(peer.public()) == made
        self.calm()
        self.connector.publish(post)
        assert (" ".join(self.parts(peer)), peer.chained()) == (LONG, True)

    def test_parts_that_a_correction_leaves_as_they_were_are_no_duplicates(
        self, peer: XServer, staff: Staff
    ) -> None:
        peer.refuses_duplicates = True
        first = self.wanted(staff)
        self.note(first, self.connector.publish(first).external_id)
        last = peer.public()[-1]
        corrected = make_correction(staff, first, text=LONG.replace("number 0", "number nought"))

        self.connector.publish(corrected)

        assert peer.public()[-1] == last
        assert (" ".join(self.parts(peer)), peer.chained()) == (corrected.content["text"], True)
        assert self.connector.find(corrected.channel, corrected.key) is not None

    @pytest.mark.parametrize("gone", [0, 1])
    def test_a_thread_of_which_somebody_deleted_a_part_there_is_made_whole_again(
        self, peer: XServer, staff: Staff, gone: int
    ) -> None:
        post = self.wanted(staff)
        self.connector.publish(post)
        del peer.tweets[list(peer.tweets)[gone]]
        assert self.connector.find(post.channel, post.key) is None

        self.connector.publish(post)

        assert (" ".join(self.parts(peer)), peer.chained()) == (LONG, True)

    def test_what_somebody_wrote_there_by_hand_with_the_reference_is_no_part_of_a_thread(
        self, peer: XServer, staff: Staff
    ) -> None:
        post = self.wanted(staff)
        other = self.connector.publish(self.make(staff, "Something else.")).external_id
        for ending in ("", " 2/5"):
            peer.tweets[other]["text"] = f"To follow: {post.communication.reference}{ending}"
            self.connector.publish(post)
            self.connector.retract(post, "Wrong.", scheduled=False)

            assert list(peer.tweets) == [other]

    def test_a_thread_that_x_does_not_show_whole_yet_is_taken_back_later_and_not_in_part(
        self, peer: XServer, staff: Staff
    ) -> None:
        post = self.wanted(staff)
        self.note(post, self.connector.publish(post).external_id)
        whole = dict(peer.tweets)
        for unshown in (list(whole)[-1:], list(whole)):
            peer.unshown = set(unshown)
            with pytest.raises(Transient, match="does not show all parts of this thread yet") as caught:
                self.connector.retract(post, "Wrong.", scheduled=False)
            assert 200 < (caught.value.retry_after or 0) <= 300
            assert peer.tweets == whole

        peer.unshown.clear()
        self.connector.retract(post, "Wrong.", scheduled=False)
        assert peer.tweets == {}

    def test_a_thread_that_lies_too_far_back_is_left_whole_to_be_taken_back_by_hand(
        self, peer: XServer, staff: Staff
    ) -> None:
        post = self.wanted(staff)
        self.note(post, self.connector.publish(post).external_id)
        whole = dict(peer.tweets)
        for row in whole.values():
            row["at"] -= timedelta(days=300)
        corrected = make_correction(staff, post, text="From Tuesday.", length="")

        with pytest.raises(Permanent, match="lies behind them"):
            self.connector.retract(post, "Wrong.", scheduled=False)
        with pytest.raises(Permanent, match="lies behind them"):
            self.connector.publish(corrected)
        assert peer.tweets == whole

    def test_a_thread_takes_the_place_of_a_single_post_however_far_back_that_lies(
        self, peer: XServer, staff: Staff, post: Post
    ) -> None:
        self.note(post, self.connector.publish(post).external_id)
        next(iter(peer.tweets.values()))["at"] -= timedelta(days=300)
        corrected = make_correction(staff, post, text=LONG, length="thread", link="")
        assert self.connector.find(corrected.channel, corrected.key) is None

        self.connector.publish(corrected)

        assert (" ".join(self.parts(peer)), peer.chained()) == (LONG, True)
        assert self.connector.find(corrected.channel, corrected.key) is not None
