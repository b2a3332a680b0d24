"""The pages and acts of the desk that are measured, each as something that can be asked again and again."""

from itertools import cycle

from django.db.models import F
from django.http import HttpResponse
from django.test import Client

from approvals.models import Review
from benchmarks.measuring import TURNS, Ask, Cost, measure
from portal.councils.models import Council
from portal.demo.simulated_councils import Ground
from portal.drafts.models import Communication
from tests.makers import content_for, make_revision, sign_in
from tests.makers.circumstances import make_flag, make_matter


def costs_of(ground: Ground) -> list[Cost]:
    """Return what the pages and acts of the ground's council cost, each beside its floor."""
    slug = ground.council.slug
    desk, author = sign_in(ground.clerk), sign_in(ground.authors[0])
    at = f"/{slug}/desk"
    out = Communication.objects.filter(council=ground.council, stage="issued").latest("pk")
    waits = Review.objects.filter(council=ground.council, state="waiting").order_by("pk")
    reviews = list(waits[:TURNS])
    turn = cycle(reviews)

    def page(_: int) -> HttpResponse:
        return desk.get(f"{at}/floor/")

    def act(_: int) -> HttpResponse:
        return desk.post(f"{at}/floor/{out.pk}/")

    costs = [
        measure("floor: a table of 50 rows", page, 200),
        measure("queue page", lambda _: desk.get(f"{at}/queue/"), 200, page),
        measure("queue page, due first", lambda _: desk.get(f"{at}/queue/?order=due"), 200, page),
        measure("review page", lambda _: desk.get(f"{at}/queue/{next(turn).pk}/"), 200, page),
        measure("search", lambda _: desk.get(f"{at}/record/search/?q=benches"), 200, page),
        measure("history", lambda _: desk.get(f"{at}/drafts/{out.pk}/history/"), 200, page),
        measure("newsroom page", lambda _: Client().get(f"/{slug}/"), 200, page),
        measure("floor: a locked update", act, 302),
        measure("draft save", _saver(author, ground), 302, act),
        measure("submit", _submitter(author, ground), 302, act),
        measure("approve", _approver(desk, ground, reviews), 302, act),
    ]
    _flag(ground)
    flagged = desk.get(f"{at}/queue/").content.decode()
    assert "Held: it touches" in flagged, "nothing in the queue touches the flagged matter"
    return [
        *costs,
        measure("queue page, a matter flagged", lambda _: desk.get(f"{at}/queue/"), 200, page),
    ]


def _flag(ground: Ground) -> None:
    """Flag a matter that an eighth of the items name, as it is before the queue is judged anew: each text is read."""
    matter = make_matter(clerk=ground.clerk, title="The duck pond", aliases=("duck pond",))
    make_flag(matter=matter, by=ground.clerk)
    Council.objects.filter(pk=ground.council.pk).update(circumstances_version=F("circumstances_version") + 1)


def _saver(client: Client, ground: Ground) -> Ask:
    """Return an act that saves the next revision of another draft at each turn."""
    drafts = [make_revision(author=ground.authors[0]) for _ in range(TURNS)]
    text = {name: value for name, value in content_for("press_release").items() if isinstance(value, str)}

    def save(turn: int) -> HttpResponse:
        address = f"/{ground.council.slug}/desk/drafts/{drafts[turn].communication_id}/"
        return client.post(address, {**text, "title": "Next", "based_on": drafts[turn].pk, "act": "save"})

    return save


def _submitter(client: Client, ground: Ground) -> Ask:
    """Return an act that submits another draft at each turn."""
    drafts = [make_revision(author=ground.authors[0]) for _ in range(TURNS)]

    def submit(turn: int) -> HttpResponse:
        revision = drafts[turn]
        address = f"/{ground.council.slug}/desk/queue/submit/{revision.communication_id}/"
        return client.post(address, {"revision_id": revision.pk})

    return submit


def _approver(client: Client, ground: Ground, reviews: list[Review]) -> Ask:
    """Return an act that approves another review at each turn."""
    channels = {channel.connector: channel.pk for channel in ground.council.channels.filter(is_open=True)}
    kinds = dict(Communication.objects.filter(reviews__in=reviews).values_list("pk", "kind"))

    def approve(turn: int) -> HttpResponse:
        review = reviews[turn]
        release = kinds[review.communication_id] == "press_release"
        chosen = list(channels.values()) if release else [channels["newsroom"]]
        address = f"/{ground.council.slug}/desk/queue/{review.pk}/approve/"
        ticked = {"seen_all": "yes"}
        return client.post(
            address, {"revision_id": review.revision_id, "when": "now", "channels": chosen, **ticked}
        )

    return approve
