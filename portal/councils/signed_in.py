"""Who a session belongs to, read together with their membership: what every page of a desk asks first."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from portal.councils.people import Person, find_person


def person_signed_in(request: HttpRequest, council_slug: str) -> Person | None:
    """Return the Person in the council ``council_slug`` whose session ``request`` has; one query with their user.

    None where that cannot be told so simply: nobody is signed in, they are no member, or the session was begun with
    another password or key. Then ``request.user`` says what there is to say, as Django has it.
    """
    session = request.session
    key, kept = session.get(SESSION_KEY, ""), session.get(HASH_SESSION_KEY, "")
    known = session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
    if not (known and kept and str(key).isdecimal()):
        return None
    person = find_person(user_id=int(key), council_slug=council_slug)
    if person is None or not constant_time_compare(kept, person.membership.user.get_session_auth_hash()):
        return None
    request._cached_user = person.membership.user  # type: ignore[attr-defined]
    return person
