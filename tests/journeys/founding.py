"""A council of a journey's own: a flag or a period left on would stand in the way of the journeys of the demo's two."""

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from policies.documents.adopting import Adoption, adopt
from policies.documents.wording import Wording, draft_version, start_policy
from policies.models import Clause, Policy
from policies.regulating import Terms, make_rule
from portal.channels.models import Delivery, Publication
from portal.channels.opening import open_standard_channels
from portal.councils.appointing import appoint
from portal.councils.founding import found_council
from portal.councils.models import Body, Council, User
from portal.councils.people import person_now
from portal.councils.powers import Role
from portal.demo.cast import DEMO_PASSWORD
from tests.journeys.portal import Portal

PEOPLE = {
    "clerk": ("Wenna Quillfeather", Role.CLERK),
    "chair": ("Cllr Osbert Fenwright", Role.CHAIR),
    "councillor": ("Cllr Tamsin Reedmace", Role.COUNCILLOR),
    "second": ("Cllr Jory Sallowfield", Role.COUNCILLOR),
    "officer": ("Idony Blotter", Role.OFFICER),
}
TITLES = {"clerk": "Town Clerk"}
BLOCKED = ("election-candidate",)


def found(portal: Portal, slug: str, name: str) -> None:
    """Found a council at a running portal, with the people of PEOPLE, who sign in as ``clerk@<slug>.example``."""
    done = portal.manage(
        "shell", "-c", f"from tests.journeys.founding import found_here; found_here({slug!r}, {name!r})"
    )
    assert done.returncode == 0, done.stderr


def hour_comes(portal: Portal, slug: str) -> None:
    """Let the hour of whatever is scheduled and held at a council have come a minute ago: nobody waits for a day."""
    done = portal.manage(
        "shell", "-c", f"from tests.journeys.founding import hour_comes_here; hour_comes_here({slug!r})"
    )
    assert done.returncode == 0, done.stderr


def hour_comes_here(slug: str) -> None:
    """Set the hours back, in the process that runs this."""
    past = timezone.now() - timedelta(minutes=1)
    held = Delivery.objects.filter(publication__council__slug=slug, state="held")
    Publication.objects.filter(deliveries__in=held).update(go_at=past)
    held.update(due_at=past)


def found_here(slug: str, name: str) -> None:
    """Found it by the product's verbs, in the process that runs this. Its policy blocks what a poll puts in doubt."""
    council = found_council(
        slug=slug,
        name=name,
        kind=Council.Kind.TOWN,
        second_factor_required=False,
        clerk_title="Town Clerk",
        chair_title="Mayor",
        deputy_title="Deputy Mayor",
        email=f"clerk@{slug}.example",
        website=f"https://www.{slug}.example",
    )
    open_standard_channels(Body.objects.get(council=council, kind=Body.Kind.COUNCIL))
    appointed = {
        who: appoint(
            council=council, email=f"{who}@{slug}.example", name=called, role=role, title=TITLES.get(who, "")
        )
        for who, (called, role) in PEOPLE.items()
    }
    User.objects.filter(email__endswith=f"@{slug}.example").update(password=make_password(DEMO_PASSWORD))
    clerk = person_now(appointed["clerk"].pk)
    policy = start_policy(actor=clerk, kind=Policy.Kind.COMMUNICATIONS, title="Publicity before polls")
    wording = (Wording("1", text="Nobody who stands is named or quoted before the poll.", printed="1."),)
    draft = draft_version(actor=clerk, policy=policy, clauses=wording)
    on = timezone.localdate() - timedelta(days=30)
    adopt(actor=clerk, version_id=draft.pk, adoption=Adoption(on, "12/26"))
    clause = Clause.objects.select_related("version__policy").get(version=draft)
    for check in BLOCKED:
        parameters = {"listing": ["notice"]} if check == "election-candidate" else {}
        make_rule(actor=clerk, clause=clause, terms=Terms(check, "block", parameters=parameters))
