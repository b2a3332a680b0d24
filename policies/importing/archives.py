"""Opening .docx and .odt: zip files of XML, neither of which is trusted."""

import io
import zipfile
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from policies.importing.blocks import CannotImport

LARGEST_PART = 24 * 1024 * 1024
LARGEST_ALL = 96 * 1024 * 1024
"""Bytes, unpacked: all that an archive says it holds, pictures included."""
HIGHEST_RATIO = 150
"""How many times a part may be larger than its packed form, where it is larger than SMALL."""
SMALL = 1024 * 1024
MOST_PARTS = 3000

_BOMB = "The file unpacks to far more than any policy holds, so it was not opened."
_BROKEN = "The file is damaged: it could not be opened."


class Archive:
    """A zip file whose sizes were checked before anything in it was read."""

    def __init__(self, data: bytes) -> None:
        """Open it. Raises CannotImport for a damaged or encrypted file and for one that would unpack to too much."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise CannotImport(_BROKEN) from error
        entries = self._zip.infolist()
        if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > LARGEST_ALL:
            raise CannotImport(_BOMB)
        for entry in entries:
            if entry.flag_bits & 1:
                raise CannotImport("The file is protected by a password. Save it without one and try again.")
            if entry.file_size > SMALL and entry.file_size > HIGHEST_RATIO * max(entry.compress_size, 1):
                raise CannotImport(_BOMB)
        self.names = frozenset(entry.filename for entry in entries)

    def read(self, name: str) -> bytes:
        """Return one part. Raises CannotImport where it is larger than it says, or than LARGEST_PART."""
        try:
            with self._zip.open(name) as part:
                data = part.read(LARGEST_PART + 1)
        except (zipfile.BadZipFile, OSError, EOFError, KeyError, ValueError, RuntimeError) as error:
            raise CannotImport(_BROKEN) from error
        except Exception as error:  # zlib.error and lzma.LZMAError have no common base
            raise CannotImport(_BROKEN) from error
        if len(data) > LARGEST_PART:
            raise CannotImport(_BOMB)
        return data

    def tree(self, name: str) -> Element:
        """Return one part as XML. Raises CannotImport for entities, document types and what is no XML."""
        try:
            root: Element = fromstring(self.read(name), forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
            raise CannotImport(_BROKEN) from error
        check_depth(root)
        return root


def check_depth(root: Element, deepest: int = 200) -> None:
    """Raise CannotImport where elements are nested deeper than any word processor writes."""
    layer = [root]
    for _ in range(deepest):
        layer = [child for element in layer for child in element]
        if not layer:
            return
    raise CannotImport(_BROKEN)
