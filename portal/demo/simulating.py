"""Simulating an installation of any size: the same words, people and stages for the same seed.

It is for measuring. Everything goes through the real schema, constraints and record; only the verbs are left out, which
would take weeks for what this writes in minutes.
"""

import random

from portal.councils.models import Council
from portal.demo.simulated_councils import Ground, slug_of, write_councils
from portal.demo.simulated_items import write_items
from portal.refusals import Refusal


class NotEmpty(Refusal):
    """There are councils here that nobody simulated, or this seed was simulated already."""


def simulate(*, councils: int, communications: int, seed: int, into_existing: bool = False) -> Ground:
    """Write ``councils`` councils, the first of them with ``communications`` items of which a tenth waits.

    Raises NotEmpty where there is a council that no simulation made, unless ``into_existing``; and where councils of
    this seed are here already. What was written before a crash stays: each batch is a transaction of its own.
    """
    if Council.objects.filter(slug=slug_of(seed, 0)).exists():
        raise NotEmpty(f"Seed {seed} was simulated here already.", "Choose another seed.")
    if not into_existing and Council.objects.exclude(email__endswith="@sim.example").exists():
        raise NotEmpty(
            "There are real councils in this database.",
            "Simulate in an empty one; or say --into-existing, and nothing takes the simulated ones out again.",
        )
    chance = random.Random(seed)  # noqa: S311  for variety, not for secrets
    ground = write_councils(chance, seed=seed, many=councils)
    write_items(chance, ground, many=communications)
    return ground
