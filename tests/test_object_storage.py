"""Files in a bucket: against a server that speaks S3, on loopback; none has an address, and none is written over."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.core.files.base import ContentFile
from django.test import Client
from moto.server import ThreadedMotoServer
from pytest_django.fixtures import Settings

from portal.channels.models import Delivery, LetterFile
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.councils.powers import Role
from portal.drafts.recordings.standing import intact
from portal.object_storage import PrivateObjectStorage
from portal.storage import pieces_of
from tests.makers import make_approved, make_channels, make_council, make_person, sign_in
from tests.makers.pictures import make_picture
from tests.makers.recordings import box, make_recording, mp4

ROOT = Path(__file__).resolve().parents[1]
KEYS = {"access_key": "key-of-this-test", "secret_key": "secret-of-this-test"}
BUCKET = "council-files"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Return the address of a server that speaks S3."""
    made = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    made.start()
    host, port = made.get_host_and_port()
    yield f"http://{host}:{port}"
    made.stop()


@pytest.fixture
def bucket(server: str) -> Iterator[Any]:
    """Return the client of a bucket, empty."""
    client = boto3.client(
        "s3",
        endpoint_url=server,
        aws_access_key_id=KEYS["access_key"],
        aws_secret_access_key=KEYS["secret_key"],
        region_name="us-east-1",
    )
    client.create_bucket(Bucket=BUCKET)
    yield client
    for row in client.list_objects_v2(Bucket=BUCKET).get("Contents", []):
        client.delete_object(Bucket=BUCKET, Key=row["Key"])


def options(server: str, **changes: Any) -> dict[str, Any]:
    """Return what portal.files makes of OBJECT_STORAGE_URL."""
    return {
        "endpoint_url": server,
        "bucket_name": BUCKET,
        "location": "portal",
        "region_name": "us-east-1",
        **KEYS,
        **changes,
    }


@pytest.fixture
def storage(server: str, bucket: Any) -> PrivateObjectStorage:
    return PrivateObjectStorage(**options(server))


@pytest.fixture
def kept_there(server: str, bucket: Any, settings: Settings, tmp_path: Path) -> Any:
    """Let the whole portal keep its files in the bucket; no disk is shared. Return the bucket's client."""
    settings.MEDIA_ROOT = str(tmp_path / "nowhere")
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "portal.object_storage.PrivateObjectStorage", "OPTIONS": options(server)},
    }
    return bucket


def keys(bucket: Any) -> list[str]:
    """Return the names in the bucket."""
    return sorted(row["Key"] for row in bucket.list_objects_v2(Bucket=BUCKET).get("Contents", []))


def test_what_is_kept_is_read_back_in_whole_and_in_pieces(storage: PrivateObjectStorage, bucket: Any) -> None:
    data = bytes(range(256)) * 1000
    name = storage.save("originals/2026/11/a.original", ContentFile(data))

    assert keys(bucket) == ["portal/originals/2026/11/a.original"]
    with storage.open(name, "rb") as file:
        assert file.read() == data
    assert b"".join(storage.pieces(name, 10, 200_000)) == data[10:200_000]
    assert list(storage.pieces(name, 5, 5)) == []
    assert storage.size(name) == len(data)
    assert storage.exists(name)
    storage.delete(name)
    storage.delete(name)
    assert not storage.exists(name)
    with pytest.raises(FileNotFoundError):
        storage.open(name, "rb")


def test_no_file_has_an_address(storage: PrivateObjectStorage) -> None:
    name = storage.save("permissions/form.pdf", ContentFile(b"signed"))

    with pytest.raises(ValueError, match="no address of their own"):
        storage.url(name)


def test_a_second_file_of_one_name_gets_another_and_two_at_once_never_overwrite(
    storage: PrivateObjectStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = storage.save("letters/a.pdf", ContentFile(b"one"))
    second = storage.save("letters/a.pdf", ContentFile(b"two"))
    assert second != first

    # Both looked before either wrote.
    monkeypatch.setattr(PrivateObjectStorage, "exists", lambda *_: False)
    with pytest.raises(FileExistsError):
        storage.save("letters/a.pdf", ContentFile(b"three"))
    assert storage.open(first, "rb").read() == b"one"


def test_an_answer_that_was_lost_counts_the_file_as_written(
    storage: PrivateObjectStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = PrivateObjectStorage._ask

    def lossy(self: PrivateObjectStorage, act: str, **parameters: Any) -> dict[str, Any]:
        answer = ask(self, act, **parameters)
        if act == "put_object":
            parameters["Body"].seek(0)
            ask(self, act, **parameters)  # the client asks again by itself: 412
        return answer

    monkeypatch.setattr(PrivateObjectStorage, "_ask", lossy)

    name = storage.save("letters/b.pdf", ContentFile(b"one"))

    assert name == "letters/b.pdf"
    assert storage.open(name, "rb").read() == b"one"


@pytest.mark.parametrize("broken", ["silent", "refused"])
def test_what_the_server_refuses_or_does_not_answer_is_a_failure_like_a_disks(
    server: str,
    bucket: Any,
    broken: str,
) -> None:
    wrong = {"endpoint_url": "http://127.0.0.1:9"} if broken == "silent" else {"bucket_name": "another-one"}
    storage = PrivateObjectStorage(**options(server, **wrong))

    for act in (
        lambda: storage.save("a.pdf", ContentFile(b"x")),
        lambda: storage.open("a.pdf", "rb"),
        lambda: storage.delete("a.pdf"),
        lambda: list(storage.pieces("a.pdf", 0, 1)),
    ):
        with pytest.raises(OSError, match="object storage"):
            act()


@pytest.mark.django_db
def test_a_worker_writes_a_letter_and_a_page_reads_it_without_a_disk_that_they_share(
    kept_there: Any, tmp_path: Path
) -> None:
    council = make_council()
    make_channels(council, "letter")
    clerk = make_person(council=council, role=Role.CLERK)
    issue = make_approved(author=make_person(council=council), clerk=clerk, kind="letter")
    delivery = Delivery.objects.get(publication=issue)
    carry(RowKind.DELIVERY, delivery.pk)
    letter = LetterFile.objects.get(delivery=delivery)
    assert keys(kept_there) == [f"portal/{letter.pdf.name}"]
    address = f"/{council.slug}/desk/letters/{letter.pk}.pdf"

    answer = sign_in(clerk).get(address)

    assert b"".join(answer.streaming_content)[:5] == b"%PDF-"  # type: ignore[attr-defined]
    assert Client().get(address).status_code == 302
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.django_db
def test_a_picture_is_there_with_its_original_and_its_smaller_form(kept_there: Any) -> None:
    made = make_picture(by=make_person(council=make_council(), role=Role.OFFICER))

    names = [made.original.name, made.published.name, made.small.name]
    assert keys(kept_there) == sorted(f"portal/{name}" for name in names)
    with made.published.open("rb") as file:
        assert hashlib.sha256(file.read()).hexdigest() == made.sha256


@pytest.mark.django_db
def test_a_recording_is_played_in_ranges_and_one_that_was_swapped_is_not(kept_there: Any) -> None:
    writer = make_person(council=make_council(), role=Role.OFFICER)
    video = make_recording(by=writer, raw=mp4(movie=(box(b"udta", b"+51.85-000.65/"),)))
    whole = b"".join(pieces_of(video.published, 0, video.size))
    assert b"+51.85" not in whole
    client, address = sign_in(writer), f"/{writer.council.slug}/desk/recordings/{video.pk}/file/"

    answer = client.get(address, headers={"Range": "bytes=4-7"})

    assert (answer.status_code, answer.headers["Content-Length"]) == (206, "4")
    assert b"".join(answer.streaming_content) == whole[4:8]  # type: ignore[attr-defined]
    assert intact(video)
    kept_there.put_object(Bucket=BUCKET, Key=f"portal/{video.published.name}", Body=b"x" * video.size)
    assert not intact(video)
    kept_there.delete_object(Bucket=BUCKET, Key=f"portal/{video.published.name}")
    assert not intact(video)
    assert client.get(address).status_code == 404


def read(value: str) -> "subprocess.CompletedProcess[str]":
    """Return what portal.files makes of OBJECT_STORAGE_URL in a process of its own."""
    act = "import json, portal.files as f; print(json.dumps(f.STORAGES['default']))"
    variables = {**os.environ, "OBJECT_STORAGE_URL": value}
    return subprocess.run(
        [sys.executable, "-c", act], check=False, cwd=ROOT, env=variables, capture_output=True, text=True
    )


def test_the_setting_names_server_bucket_folder_and_keys() -> None:
    done = read("s3://key:se%2Fcret@s3.example.org:9000/files/portal/a?region=eu-west-2&addressing=virtual")

    assert json.loads(done.stdout) == {
        "BACKEND": "portal.object_storage.PrivateObjectStorage",
        "OPTIONS": {
            "endpoint_url": "https://s3.example.org:9000",
            "access_key": "key",
            "secret_key": "se/cret",
            "bucket_name": "files",
            "location": "portal/a",
            "region_name": "eu-west-2",
            "addressing_style": "virtual",
        },
    }
    assert json.loads(read("").stdout) == {"BACKEND": "portal.storage.WholeFileStorage"}


@pytest.mark.parametrize(
    "wrong",
    [
        "https://key:S3CRET@s3.example.org/files",
        "s3://s3.example.org/files?region=S3CRET",
        "s3://key:S3CRET@s3.example.org/",
        "s3://key:S3CRET@s3.example.org:port/files",
        "s3://key:S3CRET@s3.example.org/files?acl=public-read",
        "s3://key:S3CRET@s3.example.org/files?addressing=other",
    ],
)
def test_a_wrong_one_stops_the_start_with_its_name_and_without_the_secret(wrong: str) -> None:
    done = read(wrong)

    assert done.returncode == 1
    assert "OBJECT_STORAGE_URL must be" in done.stderr.strip().splitlines()[-1]
    assert "S3CRET" not in done.stderr
