"""What a web process holds with everything loaded that judges: the rules, the lexicons, every address of the portal.

Run with ``python -m benchmarks.memory`` (or ``… large``, for the large classifier): it prints megabytes, of this
process alone, so that nothing else is in them.
"""

import resource
import sys

from django.urls import get_resolver

import benchmarks.ready  # noqa: F401  it makes Django ready for what is imported next
import portal.wsgi  # noqa: F401  as the web server loads it
from moderation.screening.hearing import Heard
from moderation.screening.judging.choosing import chosen
from moderation.screening.screening import screen
from policies.evaluate import Rule, Severity, all_checks, evaluate
from tests.corpus.judging import release


def main() -> None:
    """Judge a release by every check, then print the highest that the process held."""
    assert get_resolver().url_patterns
    rules = [Rule(check.id, Severity.ANSWER, "1", "A clause.") for check in all_checks()]
    assert evaluate(release(), rules).word
    screen(Heard("When is the next meeting? " * 200), judge=chosen(sys.argv[1] if sys.argv[1:] else "small"))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


if __name__ == "__main__":
    main()
