"""Settings from the environment: a wrong value stops the start with its name; production lacks no secret."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "a-key-of-this-test-that-is-long-enough-to-be-one-0123456789",
    "CREDENTIAL_KEY": "another-key-of-this-test-that-is-long-enough-to-be-one-987",
    "SITE_URL": "https://portal.example.org",
    "ALLOWED_HOSTS": "portal.example.org",
    "DATABASE_URL": "postgres://web:secret@db.example.org/portal",
    "REDIS_URL": "redis://cache.example.org/0",
    "EMAIL_URL": "smtp://mail.example.org:25",
    "DEFAULT_FROM_EMAIL": "Portal <portal@example.org>",
}
WRONG = [
    ("SECRET_KEY", "local-only-key-that-production-refuses-to-use"),
    ("SECRET_KEY", "x"),
    ("SECRET_KEY", "short-0123456789-abcdefghijklmnopqrstuvwxyz-49ch"),
    ("SECRET_KEY", "abcd" * 20),
    ("SECRET_KEY_FALLBACKS", "an-earlier-key local-only-key-that-production-refuses-to-use"),
    ("CREDENTIAL_KEY", "a-key-of-this-test-that-is-long-enough-to-be-one-0123456789"),
    ("CREDENTIAL_KEY", "x"),
    ("CREDENTIAL_KEY_FALLBACKS", "local-only-key-that-production-refuses-to-use"),
    ("SESSION_HOURS", "99999999999"),
    ("SESSION_HOURS", "8761"),
    ("SESSION_HOURS", "9" * 5000),
    ("MAX_IMAGE_MB", "101"),
    ("MAX_IMAGE_MEGAPIXELS", "501"),
    ("SWEEP_SECONDS", "3601"),
    ("JOURNAL_GRACE_SECONDS", "86401"),
    ("DELIVERY_LEASE_SECONDS", "86401"),
    ("DELIVERY_BACKOFF_SECONDS", "30,99999999999999"),
    ("DELIVERY_BACKOFF_SECONDS", "604801"),
    ("DELIVERY_BACKOFF_SECONDS", "9" * 5000),
    ("TRUSTED_PROXIES", "21"),
    ("NETWORK_PEERS", "10.0.0.5"),
    ("NETWORK_PEERS", "social.example.org:443"),
    ("NETWORK_PEERS", "10.0.0.5:443,10.0.0.6:99999"),
    ("NETWORK_PEERS", "10.0.0.5:443/api"),
    ("FACEBOOK_VERSION", "v25.0"),
    ("X_VERSION", "1"),
    ("MEDIA_ROOT", "/proc/nope"),
    ("MEDIA_ROOT", "/dev/null"),
    ("STATIC_ROOT", "/dev/null/static"),
    ("DELIVERY_OBSERVERS", "a.b.c"),
    ("DELIVERY_OBSERVERS", "portal.channels.nobody.log_step"),
    ("ENVIRONMENT", "staging"),
    ("DATABASE_URL", "sqlite:///portal.db"),
    ("DATABASE_URL", "mysql://root@localhost/portal"),
    ("DATABASE_URL", "postgres"),
    ("DATABASE_URL", "postgres://web:secret@db:port/portal"),
    ("DATABASE_OWNER_URL", "sqlite:///portal.db"),
    ("REDIS_URL", "localhost"),
    ("REDIS_URL", "amqp://localhost"),
    ("SITE_URL", "portal.example.org"),
    ("SITE_URL", "ftp://portal.example.org"),
    ("SCREENING_MODEL", "huge"),
    ("SESSION_HOURS", "0"),
    ("SESSION_HOURS", "twelve"),
    ("MAX_IMAGE_MB", "0"),
    ("MAX_IMAGE_MEGAPIXELS", "-1"),
    ("SWEEP_SECONDS", "0"),
    ("SWEEP_SECONDS", "1.5"),
    ("EMAIL_TIMEOUT", "0"),
    ("EMAIL_URL", "mail.example.org"),
    ("EMAIL_URL", "carrier-pigeon://mail.example.org"),
    ("JOURNAL_ADDRESS", "journal@example.org"),
    ("JOURNAL_URL", "maildir:/journal"),
    ("DELIVERY_LEASE_SECONDS", "0"),
    ("JOURNAL_GRACE_SECONDS", "-1"),
    ("DELIVERY_BACKOFF_SECONDS", "30,soon"),
    ("DELIVERY_BACKOFF_SECONDS", "-1"),
    ("SECURE_SSL_REDIRECT", "perhaps"),
    ("LOG_LEVEL", "CHATTY"),
    ("PORT", "http"),
    ("PORT", "0"),
    ("PORT", "65536"),
    ("SITE_URL", "http://portal.example.org"),
    ("SITE_URL", "https://portal.example.org/portal"),
    ("ALLOWED_HOSTS", "*"),
    ("ALLOWED_HOSTS", "https://portal.example.org"),
    ("ALLOWED_HOSTS", ","),
    ("DEFAULT_FROM_EMAIL", "the clerk"),
    ("DEFAULT_FROM_EMAIL", "a@example.org, b@example.org"),
    ("EMAIL_TIMEOUT", "100"),
    ("DELIVERY_LEASE_SECONDS", "29"),
    ("DELIVERY_OBSERVERS", "log"),
    ("WEB_ROLE", "web role; --"),
]
# Both are set in these, and one of them is wrong.
WRONG_JOURNALS = [
    ("JOURNAL_ADDRESS", "the journal", "maildir:/journal"),
    ("JOURNAL_ADDRESS", "journal@", "maildir:/journal"),
    ("JOURNAL_URL", "journal@example.org", "maildir:"),
    ("JOURNAL_URL", "journal@example.org", "/journal"),
    ("JOURNAL_URL", "journal@example.org", "https://mail.example.org/"),
    ("JOURNAL_URL", "journal@example.org", "imaps://mail.example.org/INBOX"),
    ("JOURNAL_URL", "journal@example.org", "imap://user:password@mail.example.org/INBOX"),
]
_OURS = {*PRODUCTION, *(name for name, _ in WRONG), "DATABASE_OWNER_URL", "WEB_ROLE", "MEDIA_ROOT"}


def load(
    variables: dict[str, str], act: str = "import portal.settings"
) -> "subprocess.CompletedProcess[str]":
    """Load the settings in a process that has just these of the portal's variables."""
    others = {name: value for name, value in os.environ.items() if name not in _OURS}
    return subprocess.run(
        [sys.executable, "-c", act],
        check=False,
        cwd=ROOT,
        env={**others, "DJANGO_SETTINGS_MODULE": "portal.settings", **variables},
        capture_output=True,
        text=True,
        timeout=60,
    )


def last_line(done: "subprocess.CompletedProcess[str]") -> str:
    """Return the line that somebody at the terminal reads: the last."""
    return (done.stderr.strip().splitlines() or [""])[-1]


def refusals(table: list[tuple[str, dict[str, str]]]) -> list[str]:
    """Return the rows of ``table`` that do not stop the start with the name of their setting, with what was said."""
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda row: load(row[1]), table))
    return [
        f"{name}: {done.returncode} {last_line(done)}"
        for (name, _), done in zip(table, results, strict=True)
        if done.returncode == 0
        or "ImproperlyConfigured" not in last_line(done)
        or name not in last_line(done)
    ]


def test_a_wrong_value_stops_the_start_with_the_name_of_its_setting() -> None:
    assert refusals([(name, {**PRODUCTION, name: value}) for name, value in WRONG]) == []


def test_a_mail_server_is_not_waited_for_longer_than_ten_minutes() -> None:
    patient = {**PRODUCTION, "DELIVERY_LEASE_SECONDS": "3600"}
    assert refusals([("EMAIL_TIMEOUT must be at most 600", {**patient, "EMAIL_TIMEOUT": "601"})]) == []
    assert load({**patient, "EMAIL_TIMEOUT": "600"}).returncode == 0


def test_an_observer_that_its_module_lacks_stops_the_start() -> None:
    done = load({"DELIVERY_OBSERVERS": "portal.channels.observing.nobody"}, "import django; django.setup()")

    assert done.returncode == 1
    assert last_line(done).endswith(
        "DELIVERY_OBSERVERS names portal.channels.observing.nobody, and there is no such function."
    )


def test_the_folder_of_the_pictures_is_made_where_it_is_missing(tmp_path: Path) -> None:
    done = load({**PRODUCTION, "MEDIA_ROOT": str(tmp_path / "new" / "media")})

    assert (done.returncode, (tmp_path / "new" / "media").is_dir()) == (0, True)


def test_a_weak_key_is_only_refused_in_production() -> None:
    assert load({"SECRET_KEY": "x"}).returncode == 0


def test_a_wrong_journal_stops_the_start_with_the_name_of_what_is_wrong() -> None:
    table = [
        (name, {**PRODUCTION, "JOURNAL_ADDRESS": address, "JOURNAL_URL": url})
        for name, address, url in WRONG_JOURNALS
    ]
    assert refusals(table) == []


def test_production_does_not_start_without_any_one_of_what_it_needs() -> None:
    names = [name for name in PRODUCTION if name != "ENVIRONMENT"]
    missing = [(name, {key: value for key, value in PRODUCTION.items() if key != name}) for name in names]
    empty = [(name, {**PRODUCTION, name: ""}) for name in names]
    assert refusals([*missing, *empty]) == []


JOURNAL = {"JOURNAL_ADDRESS": "journal@example.org", "JOURNAL_URL": "imaps://u:p@mail.example.org/INBOX"}


@pytest.mark.parametrize(
    "variables",
    [{}, PRODUCTION, {**PRODUCTION, **JOURNAL}],
    ids=["local", "production", "production with a journal"],
)
def test_what_is_complete_starts(variables: dict[str, str]) -> None:
    done = load(variables)
    assert (done.returncode, done.stderr) == (0, "")
