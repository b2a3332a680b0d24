"""One way to turn facts into bytes, so that a hash taken today can be taken again in ten years."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

FORMAT = 1


def canonical_json(facts: Mapping[str, Any]) -> str:
    """Return ``facts`` as JSON with sorted keys, no spaces and no escaped letters.

    The ledger and the revisions store this very text and hash it: PostgreSQL's jsonb would reorder keys.
    Raises ValueError for NaN and infinities, TypeError for what is not plain JSON.
    """
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sha256_of(text: str | bytes) -> str:
    """Return the SHA-256 of ``text`` (UTF-8) as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()
