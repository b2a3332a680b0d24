"""Where a body is reached: at its own addresses where it has any, else at its council's."""

from dataclasses import dataclass

from portal.councils.models import Body, Council


@dataclass(frozen=True)
class Addresses:
    """Name and addresses under which a body is written to; each but the name may be ''."""

    name: str
    address: str
    telephone: str
    email: str
    website: str


def addresses_of(council: Council, body: Body | None) -> Addresses:
    """Return where ``body`` of ``council`` is reached; None, and the council's own voice, are the council. No query."""
    if body is None:
        return Addresses(council.name, council.address, council.telephone, council.email, council.website)
    return Addresses(
        name=council.name if body.kind == Body.Kind.COUNCIL else body.name,
        address=body.address or council.address,
        telephone=body.telephone or council.telephone,
        email=body.email or council.email,
        website=body.website or council.website,
    )
