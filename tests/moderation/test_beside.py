"""What stands with words is masked where screening pointed at its description, and nowhere else."""

from moderation.beside import beside
from moderation.intake.attaching import Kept, filed_as, kept_attached, known_as, screened_words
from moderation.masking import Piece
from portal.channels.connectors.attaching import Attached, Kind

WORDS = "Look at this"
CLERK = Attached(Kind.PICTURE, "m1", "A rotten clerk", "https://net.example/m1.png")
BARE = Attached(Kind.OTHER)
SONG = Attached(Kind.SOUND, "m2", "A song", "https://net.example/m2.mp3")
KEPT = kept_attached([CLERK, BARE, SONG])


def spans_of(words: str) -> list[tuple[int, int]]:
    start = screened_words(WORDS, KEPT).index(words)
    return [(start, start + len(words))]


def test_the_descriptions_stand_behind_the_words_for_screening_and_each_thing_is_filed() -> None:
    assert screened_words(WORDS, KEPT) == "Look at this\n\nA rotten clerk\n\nA song"
    assert (screened_words(WORDS, []), filed_as([])) == (WORDS, "")
    assert filed_as(KEPT) == (
        "A picture stands with it\nA rotten clerk\nhttps://net.example/m1.png\nm1\n\n"
        "Something stands with it\n\n"
        "A sound recording stands with it\nA song\nhttps://net.example/m2.mp3\nm2"
    )


def test_each_description_is_masked_by_its_own_spans() -> None:
    picture, other, song = beside(WORDS, KEPT, [(0, 4), *spans_of("rotten"), *spans_of("song")])

    assert (picture.said, picture.address) == ("A picture stands with it", "https://net.example/m1.png")
    assert picture.pieces == (Piece("A "), Piece("▒▒▒▒▒▒", 1), Piece(" clerk"))
    assert (other.said, other.pieces, other.address) == ("Something stands with it", (), "")
    assert song.pieces == (Piece("A "), Piece("▒▒▒▒", 1))


def test_a_span_over_the_words_and_a_description_masks_what_it_covers_of_each() -> None:
    end = screened_words(WORDS, KEPT).index(" rotten")

    picture, _, song = beside(WORDS, KEPT, [(8, end)])

    assert picture.pieces == (Piece("▒", 1), Piece(" rotten clerk"))
    assert song.pieces == (Piece("A song"),)


def test_a_thing_is_known_by_its_name_there_wherever_it_lies_and_by_its_address_where_it_has_none() -> None:
    def known(*attached: Attached) -> str:
        return known_as("hash", kept_attached(attached))

    moved = Attached(Kind.PICTURE, "m1", "A rotten clerk", "https://cdn.example/another.png")
    assert known(CLERK) == known(moved)
    others = [
        known(),
        known(CLERK),
        known(CLERK, SONG),
        known(Attached(Kind.VIDEO, "m1", "A rotten clerk")),
        known(Attached(Kind.PICTURE, "m1", "A clerk")),
        known(Attached(Kind.PICTURE, "m3", "A rotten clerk")),
        known(Attached(Kind.PICTURE, "", "", "https://net.example/1")),
        known(Attached(Kind.PICTURE, "", "", "https://net.example/2")),
    ]
    assert (len(set(others)), others[0]) == (len(others), "hash")


def test_what_is_kept_is_bounded_and_can_be_stored() -> None:
    many = kept_attached([Attached(Kind.PICTURE, "n" * 301, f" \x00{'x' * 9_000}", "javascript:1")] * 30)

    wanted: Kept = {"kind": "picture", "name": "", "alt": f"\ufffd{'x' * 3_999}", "address": ""}
    assert many == [wanted] * 20
    assert kept_attached([Attached(Kind.VIDEO, "v", " \n ")])[0]["alt"] == ""
