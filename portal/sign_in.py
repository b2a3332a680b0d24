"""How allauth is set up: settings.py takes all of it over. The words and the record are in portal/councils/accounts."""

from typing import Any

from portal.environment import PRODUCTION, whole_number

_ROOM = "portal.councils.accounts.adapters"

SIGN_IN: dict[str, Any] = {
    "ACCOUNT_ADAPTER": f"{_ROOM}.AccountAdapter",
    "ACCOUNT_LOGIN_METHODS": {"email"},
    "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*", "password2*"],
    "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
    # The clerk gives the addresses, and nobody can claim one: there is nothing to verify.
    "ACCOUNT_EMAIL_VERIFICATION": "none",
    "MFA_ALLOW_UNVERIFIED_EMAIL": True,
    "ACCOUNT_EMAIL_NOTIFICATIONS": True,
    "ACCOUNT_SESSION_REMEMBER": None,
    "ACCOUNT_LOGIN_BY_CODE_ENABLED": True,
    "ACCOUNT_LOGIN_BY_CODE_TIMEOUT": 600,
    "ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND": True,
    # Tries per time, by address of the network, by account or by what was typed; counted in Redis.
    "ACCOUNT_RATE_LIMITS": {
        "login": "30/m/ip",
        "login_failed": "10/m/ip,5/5m/key",
        "request_login_code": "20/m/ip,3/5m/key",
        "reset_password": "20/m/ip,5/5m/key",
        "reset_password_from_key": "20/m/ip",
        "reauthenticate": "10/m/user",
        "change_password": "5/m/user",
    },
    # How many proxies before the portal write X-Forwarded-For: else all visitors share one address.
    "ALLAUTH_TRUSTED_PROXY_COUNT": whole_number(
        "TRUSTED_PROXIES", 1 if PRODUCTION else 0, lowest=0, highest=20
    ),
    "MFA_ADAPTER": f"{_ROOM}.SecondStepAdapter",
    "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
    "MFA_PASSKEY_LOGIN_ENABLED": True,
    "MFA_TOTP_ISSUER": "Proper Channels",
    "USERSESSIONS_ADAPTER": f"{_ROOM}.SessionsAdapter",
}
