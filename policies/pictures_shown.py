"""Where the pictures of a text stand, as checks read it: who is in them, and whether all of them agree."""

from collections.abc import Collection
from dataclasses import replace

from policies.circumstances import Circumstances, ImagePermission, PermissionState
from portal.drafts.pictures.standing import standings


def with_pictures(around: Circumstances, council_id: int, sha256s: Collection[str]) -> Circumstances:
    """Return ``around`` with where the council's pictures of these hashes stand. One query, none without a hash."""
    if not sha256s:
        return around
    known = {
        sha256: ImagePermission(
            PermissionState(one.where.value),
            one.until,
            one.source,
            one.child,
            one.guardian,
            one.print_only,
            one.people,
        )
        for sha256, one in standings(council_id, sha256s).items()
    }
    return replace(around, permissions_kept=True, image_permissions=known)
