"""README, `.env.example`, the compose file and the code speak of the same variables."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from devstack import paths
from portal.channels.connectors.base import Capability, connectors
from portal.channels.outbox.waking import queue_of

# Who reads a variable by its name: functions of portal.environment, of devstack.options, and os.environ itself.
_READERS = {
    "required_in_production", "database", "whole_number", "secret_key", "earlier_keys", "folder", "switch", "address",
    "one_of",
    "whole_numbers", "mail_address", "public_address", "host_names", "journal", "lease_beyond", "dotted_paths",
    "role_name", "peers", "str", "int", "list", "_number", "get",
}  # fmt: skip
# Of a developer's machine: said where they are needed, not among the settings of a council's portal.
_OF_DEVELOPERS = {
    "PORTAL_SERVER_USER", "PORTAL_DATA_ELSEWHERE", "PORTAL_CHROMIUM", "PYTEST_XDIST_WORKER", "UPGRADE",
}  # fmt: skip
_NAME = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")
_OWN_SERVERS = {
    "POSTGRES_PASSWORD",
    "POSTGRES_OWNER_PASSWORD",
    "POSTGRES_WEB_PASSWORD",
    "VALKEY_PASSWORD",
}


def read_in(file: Path) -> Iterator[str]:
    """Give the names that a file reads from the environment."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        of = ast.unparse(node.func.value) if isinstance(node.func, ast.Attribute) else ""
        if name in _READERS and (name != "get" or of in {"os.environ", "variables", "self.variables"}):
            for argument in node.args[: 2 if name == "_number" else 1]:
                if isinstance(argument, ast.Constant) and _NAME.fullmatch(str(argument.value)):
                    yield str(argument.value)


def read() -> set[str]:
    """Give every variable that the settings and `make run` read."""
    devstack = [paths.ROOT / "devstack" / f"{name}.py" for name in ("options", "supervisor", "local")]
    settings = sorted((paths.ROOT / "portal").glob("*.py"))
    return {name for file in (*devstack, *settings) for name in read_in(file)} - _OF_DEVELOPERS


def documented() -> dict[str, str]:
    """Give the rows of the README's table of settings: the default as written, by the variable."""
    text = (paths.ROOT / "README.md").read_text(encoding="utf-8")
    section = text.partition("## Settings\n")[2].partition("\n## ")[0]
    rows = [line.split("|")[1:-1] for line in section.splitlines() if line.startswith("| `")]
    return {name: default.strip() for names, default, *_ in rows for name in _NAME.findall(names)}


def block(name: str, indent: int = 2) -> str:
    """Give the lines of the compose file below a key; by indentation, as YAML means it."""
    text = (paths.ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    key = re.compile(
        rf"^{' ' * indent}{re.escape(name)}:[^\n]*\n((?: {{{indent + 1},}}[^\n]*\n|\n)*)", re.MULTILINE
    )
    found = key.search(text if indent == 0 else text.partition("\nservices:\n")[2])
    assert found is not None, name
    return found.group(1)


def keys(text: str) -> set[str]:
    """Give the variables that lines of a mapping set."""
    return set(re.findall(r"^ +([A-Z][A-Z0-9_]*):", text, re.MULTILINE))


WORKERS = ("worker", "networks", "mail", "bluesky", "facebook", "mastodon", "webhook", "wordpress", "x")
PORTAL = ("migrate", "web", "beat")


def test_the_readme_lists_exactly_the_variables_that_are_read() -> None:
    assert set(documented()) == read()


@pytest.mark.parametrize("name", sorted(_OWN_SERVERS))
def test_the_compose_file_s_own_passwords_are_in_the_example(name: str) -> None:
    assert f"\n{name}=" in (paths.ROOT / ".env.example").read_text(encoding="utf-8")


def test_the_example_of_env_names_only_what_is_read() -> None:
    lines = (paths.ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    named = {line.lstrip("#").partition("=")[0] for line in lines if re.match(r"#?[A-Z_]+=", line)}
    assert named - _OWN_SERVERS - read() == set()


def test_every_setting_of_a_council_reaches_the_containers() -> None:
    """A line in `.env` that no container got would be a setting that silently does nothing."""
    of_make_run = {"PORT", "MAIL_PAGE_PORT", "WEB_WORKERS", "STATIC_ROOT", "DATABASE_OWNER_URL"}
    assert keys(block("x-environment", 0)) == read() - of_make_run
    for name in ("web", "beat"):
        assert "    environment: *environment\n" in block(name)
    assert "  environment: *environment\n" in block("x-worker", 0)
    assert "      <<: *environment\n      DATABASE_OWNER_URL: " in block("migrate")


def test_only_the_migration_has_the_owner_s_address_and_it_runs_once_before_the_others() -> None:
    migrate = block("migrate")
    assert '    restart: "no"\n' in migrate
    assert "migrate --database=owner --noinput && python manage.py grant_web_role" in migrate
    assert "condition: service_healthy" in migrate
    assert "condition: service_completed_successfully" in block("x-after-migration", 0)
    for name in ("web", "beat"):
        assert "    depends_on: *after-migration\n" in block(name)
    assert "  depends_on: *after-migration\n" in block("x-worker", 0)
    for name in ("web", "beat", *WORKERS):
        assert "OWNER" not in block(name)


def test_each_queue_has_one_worker_and_each_network_one_of_its_own() -> None:
    """A slow network holds nobody else up, and no queue is left without a worker."""
    every, taken = set(settings.CELERY_TASK_QUEUES), Counter[str]()
    for name in WORKERS:
        how, queues = re.findall(r'"--(queues|exclude-queues)=([a-z,_]+)"', block(name))[0]
        named = set(queues.split(","))
        assert named <= every
        taken.update(named if how == "queues" else every - named)
        assert how == "exclude-queues" or named == (
            {"press_email", "letter_mail"} if name == "mail" else {name}
        )
    assert taken == Counter(every)
    asked = {slug for slug, one in connectors().items() if Capability.REMOTE in one.capabilities}
    assert {queue_of(slug) for slug in asked} <= set(WORKERS)


def test_there_is_one_beat_and_it_only_keeps_time() -> None:
    with_beat = [
        name for name in (*PORTAL, *WORKERS, "postgres", "valkey") if re.search(r'"(--)?beat"', block(name))
    ]
    assert with_beat == ["beat"]
    assert "replicas" not in block("beat")


def test_servers_and_the_web_have_healthchecks_and_nothing_runs_with_more_rights_than_it_needs() -> None:
    for name in ("postgres", "valkey"):
        assert "    healthcheck:\n" in block(name)
        assert "      test: [" in block(name)
    assert "  healthcheck:\n    test: [" in block("x-worker", 0)
    image = (paths.ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^HEALTHCHECK .*healthz", image, re.MULTILINE)
    assert image.rindex("\nUSER portal") > image.rindex("\nFROM ")
    common = block("x-portal", 0)
    for line in ("read_only: true", "cap_drop: [ALL]", 'security_opt: ["no-new-privileges:true"]'):
        assert f"  {line}\n" in common
    for name in PORTAL:
        assert "    <<: *portal\n" in block(name)
    assert block("x-worker", 0).startswith("  <<: *portal\n")
    for name in WORKERS:
        assert block(name).startswith("    <<: *worker\n    command: [")
    assert '- "127.0.0.1:${PORT:-8000}:8000"' in block("web")
