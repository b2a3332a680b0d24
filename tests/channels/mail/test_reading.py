"""What a mail says, whatever its sender put into it: words, name, thread, and what lies with it unopened."""

import time

import pytest

from portal.channels.mail.reading import MOST_BYTES, kept_as_received, read_mail

HEAD = b"From: Jo Bloggs <jo@jo.example>\r\nSubject: Bins\r\nMessage-ID: <1@jo.example>\r\n"


def mail(body: bytes = b"When?\r\n", head: bytes = b"", base: bytes = HEAD) -> bytes:
    return base + head + b"\r\n" + body


def multipart(*parts: bytes, sort: bytes = b"mixed") -> bytes:
    inside = b"".join(b"--x\r\n" + one + b"\r\n" for one in parts)
    return mail(inside + b"--x--\r\n", b"Content-Type: multipart/" + sort + b"; boundary=x\r\n")


def test_a_plain_mail_is_its_subject_and_words_from_whom_it_says() -> None:
    read = read_mail(mail(head=b"Date: Mon, 02 Mar 2026 10:00:00 +0000\r\n"))

    assert (read.name, read.sender, read.email) == ("<1@jo.example>", "Jo Bloggs", "jo@jo.example")
    assert (read.text, read.by_machine, read.answers) == ("Bins\n\nWhen?", False, ())
    assert read.at is not None
    assert read.at.isoformat() == "2026-03-02T10:00:00+00:00"


def test_encoded_words_and_letters_are_read() -> None:
    base = b"From: =?utf-8?q?J=C3=B6?= <jo@jo.example>\r\nSubject: =?utf-8?b?w5xiZXI=?=\r\n"
    body = b"Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n"

    read = read_mail(mail(b"caf=E9", body, base))

    assert (read.sender, read.text) == ("Jö", "Über\n\ncafé")


@pytest.mark.parametrize("charset", [b"no-such-thing", b"utf-8", b"ascii"])
def test_letters_that_are_not_what_they_say_are_read_all_the_same(charset: bytes) -> None:
    read = read_mail(mail(b"caf\xe9", b"Content-Type: text/plain; charset=" + charset + b"\r\n"))

    assert read.text == "Bins\n\ncafé"


def test_html_alone_is_reduced_to_its_words_without_scripts() -> None:
    html = (
        b"<html><head><title>T</title><style>p{}</style></head><body><div>Hello</div><div>world</div>"
        b'<script>steal()</script><a href="https://x.example">there</a><img src="https://spy.example/1"></body>'
    )

    read = read_mail(mail(html, b"Content-Type: text/html; charset=utf-8\r\n"))

    assert read.text == "Bins\n\nHello\nworld\nthere (https://x.example)"


def test_of_two_versions_the_plain_one_is_read_and_files_are_named_not_opened() -> None:
    read = read_mail(
        multipart(
            b"Content-Type: text/html\r\n\r\n<p>Rich</p>",
            b"Content-Type: text/plain\r\n\r\nPlain",
            b"Content-Type: text/plain\r\nContent-Disposition: attachment; filename=virus.txt\r\n\r\nNot this.",
            b'Content-Type: image/jpeg; name="bin.jpg"\r\n\r\nxx',
            b"Content-Type: message/rfc822\r\n\r\nFrom: x\r\n\r\nNor this.",
        )
    )

    assert read.text == (
        "Bins\n\nPlain\n\n[Sent with it, not opened: virus.txt (text/plain); bin.jpg (image/jpeg); message/rfc822]"
    )


def test_what_it_answers_is_named_the_nearest_first() -> None:
    head = b"In-Reply-To: <3@council.example>\r\nReferences: <1@c.example>\r\n <2@c.example> <3@council.example>\r\n"

    assert read_mail(mail(head=head)).answers == ("<3@council.example>", "<2@c.example>", "<1@c.example>")


@pytest.mark.parametrize(
    "head",
    [
        b"Auto-Submitted: auto-replied\r\n",
        b"Auto-Submitted: auto-generated (rejected)\r\n",
        b"Return-Path: <>\r\n",
        b"Precedence: bulk\r\n",
        b"List-Unsubscribe: <mailto:x@y.example>\r\n",
        b"X-Autoreply: yes\r\n",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n",
    ],
)
def test_what_a_machine_sent_is_known_as_that(head: bytes) -> None:
    assert read_mail(mail(head=head)).by_machine


def test_a_bounce_is_known_by_its_sender() -> None:
    assert read_mail(mail(base=b"From: MAILER-DAEMON@mx.example\r\n")).by_machine
    assert not read_mail(mail(head=b"Auto-Submitted: no\r\n")).by_machine


@pytest.mark.parametrize(
    "base",
    [
        b"",
        b"From: \r\n",
        b"From: <<>>\r\n",
        b"From: \xff\xfe\x00\r\n",
        b"From: =?utf-8?b?!!!?= <@>\r\n",
        b"From: =?no-such?q?x?= <x@y>\r\n",
        b"Date: never\r\nContent-Type: ;;;=\r\n",
        b"Date: Mon, 99 Foo 99999 99:99:99 +9999\r\n",
        b"Content-Type: multipart/mixed\r\n",
        b"Content-Type: text/plain; charset*=x'y\r\nContent-Transfer-Encoding: base64\r\n",
        b"Subject: =?utf-8?b?w5x?= =?x\r\nMessage-ID: nonsense\r\n",
    ],
)
def test_rubbish_is_read_as_what_it_is_and_has_a_name_of_its_own(base: bytes) -> None:
    raw = mail(b"\x00\xff rubbish", base=base)

    read = read_mail(raw)

    assert read.email == ""
    assert read.name.startswith("sha256:")
    assert read_mail(raw).name == read.name
    assert read_mail(raw + b".").name != read.name


def test_parts_in_parts_without_end_keep_nobody_busy() -> None:
    raw = HEAD + b"".join(
        b"Content-Type: multipart/mixed; boundary=x%d\r\n\r\n--x%d\r\n" % (number, number)
        for number in range(3000)
    )

    assert read_mail(raw[:MOST_BYTES]).name


@pytest.mark.parametrize("raw", [b"caf\xc3\xa9 \r\n", b"caf\xe9 \xff\r\n"])
def test_what_is_kept_has_every_byte(raw: bytes) -> None:
    kept = kept_as_received(raw)

    assert raw in {kept.encode("utf-8"), kept.encode("latin-1", "replace")}


@pytest.mark.parametrize("piece", [b"<head ", b"<td a", b"<a href=x>"])
def test_html_made_to_keep_a_reader_busy_is_read_in_a_moment(piece: bytes) -> None:
    raw = mail(piece * (150_000 // len(piece)), b"Content-Type: text/html; charset=utf-8\r\n")
    begins = time.process_time()

    read = read_mail(raw)

    assert time.process_time() - begins < 10
    assert "Look at it in the mailbox." in read.text


def test_a_head_without_end_is_cut_before_it_is_decoded() -> None:
    read = read_mail(mail(head=b"X-Other: y\r\n", base=b"Subject: " + b"=?utf-8?q?a?= " * 10_000 + b"\r\n"))

    assert len(read.text) < 1_000
