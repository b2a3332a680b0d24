"""Inviting somebody who was made a member: a mail with the address at which they set their password."""

import logging

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from portal.councils.models import Membership, User

log = logging.getLogger(__name__)


def set_password_address(user: User) -> str:
    """Return the absolute address at which ``user`` sets a password: allauth's reset, which works once.

    It stops working after settings.PASSWORD_RESET_TIMEOUT seconds, and as soon as a password is set.
    """
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=key)


def accepting_address() -> str:
    """Return the absolute address at which somebody who is signed in accepts invitations."""
    return settings.SITE_URL + reverse("invitations")


def invitation(membership: Membership) -> EmailMessage:
    """Return the mail that tells a new member how to sign in; ``membership`` with its user and council at hand."""
    user, council = membership.user, membership.council
    desk = f"{settings.SITE_URL}/{council.slug}/desk/"
    if user.has_usable_password():
        how = "Sign in with the password that you have already."
    else:
        days = settings.PASSWORD_RESET_TIMEOUT // 86400
        how = (
            f"First set your password here:\n\n{set_password_address(user)}\n\n"
            f"The link works once, for {days} days. After that, use “Forgotten your password?” on the sign-in page."
        )
    has_it, accepting = "you now have a place", ""
    if membership.accepted_at is None:
        has_it = "you are invited to a place"
        accepting = "It begins when you accept it, here, once you are signed in:"
        if not user.has_usable_password():
            accepting = "Your first password accepts your first invitation; any other you accept here:"
        accepting += f"\n\n{accepting_address()}\n\n"
    body = (
        f"Dear {membership.shown_name},\n\n{has_it} on the desk of {council.name}, as {membership.display_title}.\n\n"
        f"{how}\n\n{accepting}The desk is at {desk}\n"
    )
    return EmailMessage(f"{council.name}: your place on the desk", body, to=[user.email])


def invite(membership: Membership) -> bool:
    """Send the invitation now; False (and a line in the log) where the mail server does not take it.

    Call it outside any transaction: it talks to the network.
    """
    try:
        invitation(membership).send()
    except OSError as error:  # SMTPException is an OSError
        log.warning("the invitation of membership %s could not be sent: %s", membership.pk, error)
        return False
    return True


def how_to_sign_in(membership: Membership) -> str:
    """Return what an operator tells the person who was appointed: the link, where they need one."""
    user = membership.user
    if user.has_usable_password():
        return f"{user.email} signs in with the password they have already."
    return f"{user.email} sets a password here, once:\n{set_password_address(user)}"


def sent_or_not(membership: Membership) -> str:
    """Send the invitation and say in words what became of it."""
    if invite(membership):
        return f"A mail was sent to {membership.user.email}."
    return "The mail could not be sent: the log says why. The link above works."
