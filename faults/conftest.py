"""The faults stand on the suite's servers and rights."""

from tests.conftest import (  # noqa: F401  fixtures are found by their names
    _as_the_web_role,
    _static_files_under_their_own_names,
    django_db_setup,
)
