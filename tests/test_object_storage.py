"""Files in a bucket: against a server that speaks S3, on loopback; none has an address, and none is written over."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any, cast

import boto3
import pytest
from django.core.cache import cache
from django.core.checks import run_checks
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from moto.server import ThreadedMotoServer
from pytest_django.fixtures import Settings

from portal.channels.models import Delivery, LetterFile
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.councils.powers import Role
from portal.desk.checking import check_files
from portal.desk.copying_files import Became, copy_files
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


def opened_to_all(bucket: Any, *acts: str) -> None:
    """Let anybody do ``acts`` in the bucket, as a mistaken policy does."""
    whole = f"arn:aws:s3:::{BUCKET}"
    told = {"Effect": "Allow", "Principal": "*", "Action": list(acts), "Resource": [whole, f"{whole}/*"]}
    bucket.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": [told]}))


@pytest.fixture
def listed_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the server refuse the list to whoever has no key; the one here gives it to anybody."""
    asked = PrivateObjectStorage._is_open

    def refusing(self: PrivateObjectStorage, act: str, **parameters: Any) -> bool:
        return act != "list_objects_v2" and asked(self, act, **parameters)

    monkeypatch.setattr(PrivateObjectStorage, "_is_open", refusing)


def test_a_bucket_whose_list_anybody_gets_is_not_private(storage: PrivateObjectStorage, bucket: Any) -> None:
    assert storage.readable_by_anybody()


@pytest.mark.usefixtures("listed_to_nobody")
def test_a_bucket_that_anybody_reads_is_found_out_by_trying(
    storage: PrivateObjectStorage, bucket: Any
) -> None:
    storage.save("letters/a.pdf", ContentFile(b"one"))
    assert not storage.readable_by_anybody()

    opened_to_all(bucket, "s3:GetObject")

    assert storage.readable_by_anybody()
    bucket.delete_bucket_policy(Bucket=BUCKET)
    assert not storage.readable_by_anybody()


@pytest.mark.django_db
@pytest.mark.usefixtures("listed_to_nobody")
def test_the_start_and_readyz_say_that_anybody_reads_the_files_and_the_portal_goes_on(
    kept_there: Any, client: Client
) -> None:
    cache.delete("readyz:files")
    default_storage.save("letters/a.pdf", ContentFile(b"one"))
    assert client.get("/readyz").json() == {"database": "ok", "redis": "ok", "files": "ok"}
    assert check_files() == []

    opened_to_all(kept_there, "s3:GetObject")

    assert client.get("/readyz").json()["files"] == "ok"  # as it was looked at within the hour
    cache.delete("readyz:files")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["files"]) == (200, "readable by anybody")
    assert [one.id for one in run_checks(tags=["files"], include_deployment_checks=True)] == ["files.W001"]
    kept_there.delete_bucket_policy(Bucket=BUCKET)
    cache.delete("readyz:files")


@pytest.mark.django_db
def test_a_bucket_that_does_not_answer_takes_no_portal_away(
    server: str, settings: Settings, client: Client
) -> None:
    cache.delete("readyz:files")
    wrong = options(server, bucket_name="another-one")
    backend = "portal.object_storage.PrivateObjectStorage"
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": backend, "OPTIONS": wrong}}

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["files"]) == (200, "down")
    assert [one.id for one in check_files()] == ["files.W002"]
    cache.delete("readyz:files")


def disk(tmp_path: Path, **files: bytes) -> Path:
    """Return a folder with files, each in a folder of its own."""
    for name, data in files.items():
        path = tmp_path / "media" / name / "a.original"
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
    return tmp_path / "media"


def test_files_of_a_disk_are_copied_under_their_names_and_again_only_compared(
    kept_there: Any, tmp_path: Path
) -> None:
    root = disk(tmp_path, originals=b"one" * 100_000, letters=b"", permissions=b"three")
    (root / "letters" / "link").symlink_to(root / "originals" / "a.original")
    told, wrong = StringIO(), StringIO()

    call_command("copy_files", "--from", str(root), stdout=told, stderr=wrong)

    assert keys(kept_there) == [
        f"portal/{name}/a.original" for name in ("letters", "originals", "permissions")
    ]
    assert default_storage.open("originals/a.original").read() == b"one" * 100_000
    assert told.getvalue() == ("copied: 3, there already: 0, other content there: 0, no file of its own: 1\n")
    assert wrong.getvalue() == "letters/link: no file of its own\n"
    kept_there.delete_object(Bucket=BUCKET, Key="portal/letters/a.original")
    again = dict(copy_files(root, PrivateObjectStorage(**options(kept_there.meta.endpoint_url))))
    assert again == {
        "letters/a.original": Became.COPIED,
        "letters/link": Became.LEFT,
        "originals/a.original": Became.THERE,
        "permissions/a.original": Became.THERE,
    }


@pytest.mark.parametrize("there", [b"two", b"longer than one"])
def test_other_content_under_a_name_is_told_and_stays(kept_there: Any, tmp_path: Path, there: bytes) -> None:
    root = disk(tmp_path, letters=b"one", originals=b"four")
    default_storage.save("letters/a.original", ContentFile(there))
    wrong = StringIO()

    with pytest.raises(CommandError, match="Nothing was written over"):
        call_command("copy_files", "--from", str(root), stdout=StringIO(), stderr=wrong)

    assert wrong.getvalue() == "letters/a.original: other content there\n"
    assert default_storage.open("letters/a.original").read() == there
    assert default_storage.open("originals/a.original").read() == b"four"


def test_what_was_cut_on_its_way_is_found_by_reading_it_back(
    kept_there: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = disk(tmp_path, letters=b"one")
    keep = PrivateObjectStorage.keep
    cut = ContentFile(b"on")
    monkeypatch.setattr(PrivateObjectStorage, "keep", lambda self, name, _: keep(self, name, cut))

    assert [became for _, became in copy_files(root, cast("Any", default_storage))] == [Became.OTHER]


def test_without_a_bucket_or_when_it_does_not_answer_the_command_says_so(
    server: str, settings: Settings, tmp_path: Path
) -> None:
    root = str(disk(tmp_path, letters=b"one"))
    with pytest.raises(CommandError, match="OBJECT_STORAGE_URL is not set"):
        call_command("copy_files", "--from", root)
    wrong = options(server, bucket_name="another-one")
    backend = "portal.object_storage.PrivateObjectStorage"
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": backend, "OPTIONS": wrong}}
    with pytest.raises(CommandError, match="Run it again"):
        call_command("copy_files", "--from", root)
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("copy_files", "--from", str(tmp_path / "nowhere"))
