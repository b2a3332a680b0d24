"""Files in a bucket of a server that speaks S3: private, each name written once, whole or not at all.

No page links to the bucket: the portal reads a file and sends it on to who may have it. What the server refuses, or
does not answer, is an OSError, as a disk's failure is, so that callers say the same words for both.
"""

import tempfile
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError
from django.core.files import File
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

from portal.storage import CHUNK

_TAKEN, _ABSENT, _BROKEN = 412, 404, 500
_IN_MEMORY = 2 * 1024 * 1024
"""Bytes of a file that is read into memory; a larger one is put into a temporary file."""
_MARK = "written-by"


class PrivateObjectStorage(S3Storage):  # type: ignore[misc]
    """The bucket that OBJECT_STORAGE_URL names. Whoever may open a file is asked by pages, never by addresses."""

    def __init__(self, **options: Any) -> None:
        addressing = options.pop("addressing_style", "path")
        client = Config(
            signature_version="s3v4",
            s3={"addressing_style": addressing},
            connect_timeout=5,
            read_timeout=30,
            retries={"mode": "standard", "total_max_attempts": 3},
            # Servers other than the one that invented the protocol do not know the newer checksums.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        super().__init__(client_config=client, file_overwrite=False, default_acl=None, **options)

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:  # noqa: ARG002
        """Refuse: a file's address would open it to whoever has that."""
        raise ValueError(
            "Files of the portal have no address of their own: pages send them to who may have them."
        )

    def pieces(self, name: str, first: int, end: int) -> Iterator[bytes]:
        """Yield the bytes of ``name`` from ``first`` up to ``end``, not more at once than CHUNK. Raises OSError."""
        if first >= end:
            return
        asked = self._ask("get_object", Key=self._key(name), Range=f"bytes={first}-{end - 1}")
        try:
            yield from asked["Body"].iter_chunks(CHUNK)
        except (BotoCoreError, HTTPClientError) as error:
            raise OSError(f"The object storage broke off: {error}") from error
        finally:
            asked["Body"].close()

    def standing(self, name: str) -> tuple[int, str]:
        """Return the size of ``name`` in bytes and a mark that changes with the file. Raises OSError."""
        found = self._ask("head_object", Key=self._key(name))
        return int(found["ContentLength"]), f"{found.get('ETag')} {found.get('LastModified')}"

    def size(self, name: str) -> int:
        """Return the size of ``name`` in bytes. Raises OSError."""
        return self.standing(name)[0]

    def exists(self, name: str) -> bool:
        """Return whether there is such a file. Raises OSError where nobody can say."""
        try:
            self.standing(name)
        except FileNotFoundError:
            return False
        return True

    def delete(self, name: str) -> None:
        """Delete it, if it is there. Raises OSError."""
        self._ask("delete_object", Key=self._key(name))

    def keep(self, name: str, content: "File[bytes]") -> None:
        """Write ``content`` under this very name. Raises FileExistsError where there is such a file, OSError."""
        self._save(name, content)

    def readable_by_anybody(self) -> bool:
        """Return whether somebody without a key reads the list of the files, or one of them: it must not be so.

        It is tried, since servers differ in how their rules are asked for. Raises OSError where nobody can say.
        """
        listed = self._ask("list_objects_v2", Prefix=self.location, MaxKeys=1).get("Contents", [])
        return self._is_open("list_objects_v2", MaxKeys=1) or any(
            self._is_open("get_object", Key=one["Key"], Range="bytes=0-0") for one in listed
        )

    def _is_open(self, act: str, **parameters: Any) -> bool:
        client = boto3.session.Session().client(
            "s3",
            endpoint_url=self.endpoint_url,
            region_name=self.region_name,
            config=self.client_config.merge(Config(signature_version=UNSIGNED)),
        )
        try:
            answer = getattr(client, act)(Bucket=self.bucket_name, **parameters)
            if "Body" in answer:
                answer["Body"].close()
        except ClientError as error:
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", _BROKEN)
            if status >= _BROKEN:
                raise OSError(f"The object storage does not say: {error}") from error
            return False
        except (BotoCoreError, HTTPClientError) as error:
            raise OSError(f"The object storage does not answer: {error}") from error
        return True

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        """Return the whole file, read here and now."""
        if mode != "rb":
            raise ValueError("What is stored is never changed.")
        asked = self._ask("get_object", Key=self._key(name))
        kept = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  whoever opened it closes it
        try:
            for piece in asked["Body"].iter_chunks(CHUNK):
                kept.write(piece)
        except (BotoCoreError, HTTPClientError) as error:
            kept.close()
            raise OSError(f"The object storage broke off: {error}") from error
        kept.seek(0)
        return File(kept, name)

    def _save(self, name: str, content: Any) -> str:
        """Write the file in one request, which is taken whole or not at all, and never over another one.

        An answer that was lost is asked again by the client, to which the server says that the name is taken: whose
        file that is, the mark tells.
        """
        key, mark = self._key(name), uuid4().hex
        parameters = self._get_write_parameters(key, content)
        parameters |= {"Metadata": {_MARK: mark}, "IfNoneMatch": "*"}
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as body:
            # By its chunks, as a disk gets it: a recording's are cleaned of what is not published, read() is not.
            for piece in content.chunks():
                body.write(piece)
            body.seek(0)
            try:
                self._ask("put_object", Key=key, Body=body, **parameters)
            except FileExistsError:
                if self._ask("head_object", Key=key).get("Metadata", {}).get(_MARK) != mark:
                    raise
        return str(clean_name(name))

    def _key(self, name: str) -> str:
        return str(self._normalize_name(clean_name(name)))

    def _ask(self, act: str, **parameters: Any) -> dict[str, Any]:
        """Return what the server answers; raises OSError, FileNotFoundError or FileExistsError."""
        call: Callable[..., dict[str, Any]] = getattr(self.connection.meta.client, act)
        try:
            return call(Bucket=self.bucket_name, **parameters)
        except ClientError as error:
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
            if status == _ABSENT:
                raise FileNotFoundError(
                    f"The object storage has no {parameters.get('Key', 'such bucket')}."
                ) from error
            if status == _TAKEN:
                raise FileExistsError(f"The object storage has a {parameters['Key']} already.") from error
            raise OSError(f"The object storage refused: {error}") from error
        except (BotoCoreError, HTTPClientError) as error:
            raise OSError(f"The object storage does not answer: {error}") from error
