"""What the policies of a council say to a member who is bullied or trolled: clauses in force; advice is on the page."""

from django.db.models import Q

from policies.models import Clause, Policy, Version

_MOST = 12


def support_of(council_id: int) -> list[Clause]:
    """Return clauses in force that speak of it: of policies on bullying, or that name it in any other. One query."""
    rows = Clause.objects.filter(
        Q(version__policy__kind=Policy.Kind.BULLYING) | Q(text__iregex=r"\y(bully|bullied|troll)"),
        version__policy__council=council_id,
        version__state=Version.State.ADOPTED,
    )
    rows = rows.exclude(text="").select_related("version__policy")
    return list(rows.order_by("version_id", "position")[:_MOST])
