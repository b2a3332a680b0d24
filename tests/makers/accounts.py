"""Second steps at sign-in."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from portal.councils.models import User

KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def make_app(user: User) -> Authenticator:
    """Give ``user`` an authenticator app with the key KEY."""
    return Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": KEY})


def code_now(key: str = KEY) -> str:
    """Return what an app with ``key`` shows at this moment."""
    return str(format_hotp_value(hotp_value(key, next(yield_hotp_counters_from_time()))))
