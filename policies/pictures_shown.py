"""Where the pictures and recordings of a text stand, as checks read it: who is in them, and whether all agree."""

from dataclasses import replace

from policies.circumstances import Circumstances, ImagePermission, PermissionState
from portal.drafts.pictures.standing import Hashes, standings


def with_pictures(around: Circumstances, council_id: int, hashes: Hashes) -> Circumstances:
    """Return ``around`` with where the council's pictures and recordings of these hashes stand.

    One query, none without a hash.
    """
    if not hashes:
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
        for sha256, one in standings(council_id, hashes).items()
    }
    return replace(around, permissions_kept=True, image_permissions=known)
