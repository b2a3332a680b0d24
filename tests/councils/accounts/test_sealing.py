"""The secrets of second steps are stored encrypted, read under earlier keys, and encrypted anew by a sweep."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection

from portal.councils.accounts.resealing import reseal_all
from portal.councils.accounts.sealing import Unreadable, is_sealed, seal, sealed_anew, unseal
from portal.councils.models import User
from portal.councils.tasks import seal_second_steps
from tests.councils.accounts.conftest import by_password
from tests.makers.accounts import KEY, code_now, make_app

pytestmark = pytest.mark.django_db
EARLIER = "the-key-before-this-one"


def stored() -> str:
    """Return all that the database holds of second steps, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(data::text, '|') FROM mfa_authenticator")
        return str(cursor.fetchone()[0])


def test_what_is_sealed_is_read_back_differs_each_time_and_does_not_show_its_words() -> None:
    one, other = seal(KEY), seal(KEY)
    assert (unseal(one), unseal(other)) == (KEY, KEY)
    assert one != other
    assert KEY not in one
    assert is_sealed(one)
    assert not is_sealed(KEY)


def test_a_secret_from_before_is_read_as_it_is() -> None:
    assert unseal(KEY) == KEY


def test_an_earlier_key_reads_while_it_is_a_fallback_and_no_longer(settings: Any) -> None:
    now, settings.SECRET_KEY = settings.SECRET_KEY, EARLIER
    old = seal(KEY)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = now, [EARLIER]
    assert unseal(old) == KEY
    anew = sealed_anew(old)
    assert anew != old
    assert sealed_anew(anew) == anew
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(anew) == KEY
    with pytest.raises(Unreadable, match="cannot be read"):
        unseal(old)


def test_a_changed_secret_is_not_read() -> None:
    with pytest.raises(Unreadable):
        unseal(f"{seal(KEY)[:-4]}AAAA")


def test_an_app_and_recovery_codes_are_stored_encrypted_and_work(user: User) -> None:
    app, codes = TOTP.activate(user, KEY), RecoveryCodes.activate(user)
    assert KEY not in stored()
    assert stored().count("sealed:") == 2
    assert app.validate_code(code_now())
    first, second, *_ = codes.get_unused_codes()
    assert codes.validate_code(first)
    assert not codes.validate_code(first)
    assert second in codes.get_unused_codes()


def test_the_sweep_encrypts_what_is_plain_once_and_every_code_stays_the_same(user: User) -> None:
    make_app(user)
    seed: dict[str, Any] = {"seed": "ab" * 40, "used_mask": 1, "migrated_codes": ["11111111", "22222222"]}
    row = Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data=dict(seed))
    codes = RecoveryCodes(row).generate_codes()
    key = Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Key"})
    assert (reseal_all(), reseal_all()) == (2, 0)
    assert KEY not in stored()
    assert "11111111" not in stored()
    assert seed["seed"] not in stored()
    row.refresh_from_db()
    assert row.data["used_mask"] == 1
    assert RecoveryCodes(row).generate_codes() == codes
    key.refresh_from_db()
    assert key.data == {"name": "Key"}


def test_after_the_sweep_the_earlier_key_can_go_and_the_person_signs_in(user: User, settings: Any) -> None:
    now, settings.SECRET_KEY = settings.SECRET_KEY, EARLIER
    TOTP.activate(user, KEY)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = now, [EARLIER]
    seal_second_steps()
    settings.SECRET_KEY_FALLBACKS = []
    answer = by_password(user).post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert answer.status_code == 302


def test_what_no_key_opens_is_left_and_the_others_are_not_held_up(
    user: User, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    now, settings.SECRET_KEY = settings.SECRET_KEY, "a-key-that-was-lost"
    lost = TOTP.activate(user, KEY).instance
    settings.SECRET_KEY = now
    other = Authenticator.objects.create(
        user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "cd" * 40, "used_mask": 0}
    )
    assert reseal_all() == 1
    assert f"authenticator {lost.pk} is under a key that is missing" in caplog.text
    other.refresh_from_db()
    assert is_sealed(other.data["seed"])


def test_a_secret_under_a_lost_key_is_refused_in_words(user: User, settings: Any) -> None:
    now, settings.SECRET_KEY = settings.SECRET_KEY, "a-key-that-was-lost"
    TOTP.activate(user, KEY)
    settings.SECRET_KEY = now
    answer = by_password(user).post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert answer.status_code == 503
    assert "the key before the present one is missing" in answer.content.decode()
