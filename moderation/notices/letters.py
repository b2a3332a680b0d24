"""What the council writes to complainants and posters, in its own words; kept as written, filed, mailed on commit."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

from moderation.models import DefamationNotice, NoticeLetter, Ruling
from moderation.notices.keys import answer_address, status_address
from moderation.notices.moving import ABOUT
from moderation.notices.outstanding import OVER, carried
from moderation.notices.particulars import Particular
from moderation.states import DOWN, Carrying
from moderation.withholding import WITHHELD, without
from portal.channels.notices.telling import tell_outside
from portal.channels.notices.vocabulary import What
from portal.councils.templatetags.words import day, moment
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of

CLOSED_AFTER = timedelta(days=28)
"""After which a notice is closed that was sent back and never came whole; the letter says so."""
LAW = "Defamation (Operators of Websites) Regulations 2013"
_THEIR_PAGE = "How your notice stands you can read at any time, by this private address: {address}"


def shown_to_poster(notice: DefamationNotice) -> list[tuple[str, str]]:
    """Return the notice as its poster may read it: without the name or the address where these are not to be given.

    Where the complainant wrote either into the other parts, it is withheld there too, and so is what somebody who read
    it found to name them in another way (``withheld``).
    """
    hidden = [
        words
        for words, passed in ((notice.name, notice.name_passed), (notice.email, notice.email_passed))
        if words.strip() and not passed
    ]
    hidden = sorted([*hidden, *notice.withheld.split("\n")], key=len, reverse=True)
    parts = [
        ("Who complains", notice.name if notice.name_passed else ""),
        ("Their email address", notice.email if notice.email_passed else ""),
        ("The statement complained of", without(notice.statement, hidden)),
        ("Where it stands", without(notice.where, hidden)),
        ("Why they say that it defames them", without(notice.why, hidden)),
        ("The meaning that they take it to have", without(notice.meaning, hidden)),
        ("What they say is wrong, or opinion without facts", without(notice.wrong, hidden)),
    ]
    return [(label, words or WITHHELD) for label, words in parts]


def defective(notice: DefamationNotice, missing: Sequence[Particular]) -> str:
    """Return the letter that names what is missing, and all that a notice must hold (within 48 hours; regulation 4)."""
    items = "\n".join(f"- {one.label}" for one in missing)
    asked = "\n".join(f"{number}. {one.label}" for number, one in enumerate(Particular, 1))
    return _letter(
        notice.shown_name,
        f"We have your notice of {moment(notice.received_at)} about a comment on our website. It is defective: it does "
        f"not hold all that the {LAW} ask of a notice.",
        f"What is missing:\n{items}",
        f"A notice must hold all of this:\n{asked}",
        "Until we have it, nothing is done about the comment by that procedure. Send us the whole notice again with "
        "what is missing; our time to act begins when it comes. If nothing comes within "
        f"{CLOSED_AFTER.days} days, we close it; you can send another at any time.",
        _THEIR_PAGE.format(address=status_address(notice)),
        sign=notice,
    )


def acknowledgement(notice: DefamationNotice) -> str:
    """Return what tells the complainant that the notice was passed on to the poster, and what follows."""
    assert notice.passed_at is not None  # noqa: S101  for the reader of types
    assert notice.answer_by is not None  # noqa: S101
    return _letter(
        notice.shown_name,
        f"We have your notice of {moment(notice.received_at)}. It is complete, and on {moment(notice.passed_at)} we "
        "passed it on to whoever posted the comment.",
        _consents(notice),
        f"They have until {_end(notice)} to answer. If they do not answer, if their answer lacks what the law asks of "
        "it, or if they agree, we remove the comment and tell you. If they stand by it and give their name and "
        "address, it stays, and we tell you that, with their details if they allow it.",
        _THEIR_PAGE.format(address=status_address(notice)),
        sign=notice,
    )


def _consents(notice: DefamationNotice) -> str:
    if notice.name_passed and notice.email_passed:
        return "We gave them your name and your email address, as you allowed."
    if notice.name_passed:
        return "We gave them your name, but not your email address."
    if notice.email_passed:
        return "We gave them your email address, but not your name."
    return "We gave them neither your name nor your email address."


def _end(notice: DefamationNotice) -> str:
    """Return the end of the poster's time, as its last day: midnight is misread."""
    assert notice.last_day is not None  # noqa: S101  for the reader of types
    return f"midnight at the end of {day(notice.last_day)}"


def to_poster(notice: DefamationNotice) -> str:
    """Return what tells the poster of the notice: all that the Schedule wants said, and how to answer."""
    told = "\n\n".join(f"{label}:\n{words}" for label, words in shown_to_poster(notice))
    return _letter(
        notice.comment.shown_author if notice.comment else "Reader",
        "Somebody complains that a comment that you wrote on our website defames them. This is their notice:",
        told,
        f"The comment may be removed. Answer us by {_end(notice)}. If you do not answer by then, the law asks us to "
        "remove it.",
        "In your answer say whether you agree that it is removed. If you do not agree, give us your full name and the "
        "postal address at which you live or carry on business, and say whether we may give them to whoever complains. "
        "Without these the law asks us to remove the comment.",
        "We give your name and address to nobody unless you allow it or a court orders us to.",
        f"Answer on this page, which is yours alone: {answer_address(notice)}",
        sign=notice,
    )


REMOVED_BECAUSE: dict[str, str] = {
    "remove_unreachable": "we have no private way to reach whoever posted it",
    "remove_repeated": "the same was removed at least twice before, after notices of yours",
    "remove_silent": "whoever posted it did not answer in the time that the law gives them",
    "remove_agreed": "whoever posted it agrees",
    "remove_deficient": "whoever posted it did not answer as the law asks of them",
    "order_removal": "a court ordered it",
}


_REMOVED_HERE = "We removed the comment from our website"
_ASKED = "We asked the network on which the comment stands to take it away, as far as we can there"
_REMOVED_THERE: dict[str, str] = {
    Carrying.WAITING: _ASKED,
    Carrying.ASKING: _ASKED,
    Carrying.BY_HAND: (
        "We decided that the comment is removed; on the network on which it stands somebody of us takes it away by hand"
    ),
    Carrying.DONE: "We removed the comment from the network on which it stood, as far as we can there",
    Carrying.DROPPED: "We decided that the comment is removed",
}


def removed(notice: DefamationNotice, event: str) -> str:
    """Return what tells the complainant that the comment was removed, and why."""
    by = carried(notice)
    state = by.state if by else Carrying.DROPPED
    here = notice.comment is None or notice.comment.way == notice.comment.Way.NEWSROOM
    further = [] if state in OVER else [_THEIR_PAGE.format(address=status_address(notice))]
    return _letter(
        notice.shown_name,
        f"You sent us a notice on {moment(notice.received_at)} about a comment. "
        f"{_REMOVED_HERE if here else _REMOVED_THERE[state]}, because {REMOVED_BECAUSE[event]}.",
        *further,
        sign=notice,
    )


def _stands_how(notice: DefamationNotice) -> str:
    if notice.comment is None or notice.comment.showing not in DOWN:
        return "It stays where it is."
    stands = Ruling.objects.filter(comment=notice.comment, overruled_by__isnull=True).first()
    if stands is not None and stands.is_by_law:
        return "It was taken down before, for another reason that the law gives, and not for your notice."
    return "We had taken it down before, by a rule of our own, and do not remove it for your notice."


def kept(notice: DefamationNotice) -> str:
    """Return what tells the complainant that the poster stands by it, with the details where these may be given."""
    details = (
        f"They allow us to give you their details:\n{notice.poster_name}\n{notice.poster_address}"
        if notice.details_passed
        else "They gave us their name and address and do not allow us to give them to you. A court can order us to."
    )
    return _letter(
        notice.shown_name,
        f"You sent us a notice on {moment(notice.received_at)} about a comment. Whoever posted it stands by it and "
        f"does not agree that it is removed. {_stands_how(notice)}",
        details,
        sign=notice,
    )


def disclosed(notice: DefamationNotice) -> str:
    """Return what gives the complainant the poster's details because a court ordered it."""
    lines = [notice.poster_name, notice.poster_address, notice.comment.email if notice.comment else ""]
    return _letter(
        notice.shown_name,
        "A court ordered us to give you what we know of whoever posted the comment that your notice is about:",
        "\n".join(line for line in lines if line),
        sign=notice,
    )


def given_up(notice: DefamationNotice, why: str) -> str:
    """Return what tells the complainant that the removal of the comment rests on their notice no more, and ``why``."""
    return _letter(
        notice.shown_name,
        f"You sent us a notice on {moment(notice.received_at)} about a comment, and we removed it. We closed your "
        "notice now: the comment is not kept down for it any more, and may be shown again.",
        f"Why:\n{why}",
        "If you think that it must stay down, you can send us another notice at any time.",
        sign=notice,
    )


def closed(notice: DefamationNotice, why: str) -> str:
    """Return what tells the complainant that the notice was closed before anything was decided, and ``why``."""
    return _letter(
        notice.shown_name,
        f"You sent us a notice on {moment(notice.received_at)} about a comment. We closed it without a decision: "
        f"nothing more is done about it by the procedure of the {LAW}.",
        f"Why:\n{why}",
        "You can send us another notice at any time.",
        sign=notice,
    )


def _letter(to: str, *paragraphs: str, sign: DefamationNotice) -> str:
    closing = f"{sign.council.name}\nOur reference: {sign.reference}"
    return "\n\n".join([f"Dear {to},", *paragraphs, closing])


def write_letter(notice: DefamationNotice, kind: str, body: str) -> NoticeLetter:
    """Keep a letter as it is written, file it, and note that it goes out by mail where there is an address.

    Without one it goes by post: the page of the notice says so, and has it as a PDF.
    """
    own = kind == NoticeLetter.Kind.TO_POSTER
    comment = notice.comment
    name, email = (
        (comment.shown_author, comment.email) if own and comment else (notice.shown_name, notice.email)
    )
    key = uuid4()
    made = NoticeLetter.objects.create(
        notice=notice, kind=kind, key=key, name=name, email=email, body=body, sha256=sha256_of(body)
    )
    filing = Filing(
        council_id=notice.council_id,
        status="defamation_letter",
        object_type=ABOUT,
        object_id=notice.pk,
        title=f"{made.get_kind_display()}: notice of defamation {notice.reference}",
        text=body,
    )
    file_snapshots([filing])
    if email:
        # A mail about a notice that names no comment is about none.
        about = ("comment", notice.comment_id or 0)
        tell_outside(council_id=notice.council_id, what=What.DEFAMATION_LETTER, about=about, key=key)
    return made
