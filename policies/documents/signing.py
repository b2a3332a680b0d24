"""The chairman's signature under an adopted version: over its hash in the portal, or on a page that was scanned."""

import hashlib
from datetime import date

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Case, QuerySet, Value, When
from django.utils import timezone

from policies.models import Signature, Version
from portal.councils.models import Membership
from portal.councils.people import Person, in_office
from portal.councils.powers import Power, Role
from portal.councils.recording import entry_by
from portal.councils.templatetags.words import day
from portal.pictures import read_scan
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours, Refusal

LARGEST_PAGE = 10 * 1024 * 1024
"""Bytes of a scanned page."""
TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}


@transaction.atomic
def sign(*, actor: Person, version_id: int, sha256: str) -> Signature:
    """Sign an adopted version in the portal, as its chairman; ``sha256`` is the hash that the signer saw.

    Raises NotYours for anybody but the chairman of the council, Refusal where the version is a draft, was signed
    already, or is not the one that was shown.
    """
    if actor.membership.role != Role.CHAIR or actor.suspended:
        raise NotYours("The chairman of the council signs its policies, nobody else.")
    version = _lock(actor, version_id)
    if version.sha256 != sha256:
        raise Refusal("This is not the wording that you read.", "Nothing was signed. Open the version again.")
    made = Signature.objects.create(
        version=version,
        signer=actor.membership,
        sha256=sha256,
        signed_on=timezone.localdate(),
        entered_by=actor.membership,
    )
    record([entry_by(actor, "policy_signed", "policy_version", version.pk, sha256=sha256)])
    return made


def file_signed_page(
    *, actor: Person, version_id: int, signer_id: int, signed_on: date, file: "UploadedFile[bytes]"
) -> Signature:
    """Keep the page that was signed on paper, under its hash. ``signer_id`` is a membership of signers_of().

    Raises NotYours without the power, InvalidInput for a file that is neither a PDF nor a picture or is too large,
    a signer who is none or had left the office by then, or a day that is still to come; Refusal as sign(). Without the
    row there is no file.
    """
    actor.require(Power.CONFIGURE)
    if signed_on > timezone.localdate():
        raise InvalidInput("It cannot have been signed on a day that is still to come.")
    signer = signers_of(actor.council.pk).filter(pk=signer_id).first()
    if signer is None:
        raise InvalidInput("Choose the chairman or vice chairman who signed.")
    if (left := left_on(signer)) is not None and left < signed_on:
        raise InvalidInput(
            f"{signer.user.name} was {signer.display_title} until {day(left)} and did not sign it as that afterwards. "
            "Check the day, or who signed."
        )
    raw, kind = read_scan(file, called="signed page", most_bytes=LARGEST_PAGE)
    digest = hashlib.sha256(raw).hexdigest()
    made = Signature(signer=signer, signed_on=signed_on, page_sha256=digest, entered_by=actor.membership)
    try:
        with transaction.atomic():
            version = _lock(actor, version_id)
            made.version, made.sha256 = version, version.sha256
            made.page.save(f"{digest}.{kind}", ContentFile(raw), save=False)
            made.save()
            facts = {"sha256": version.sha256, "page_sha256": digest, "signer": signer.pk}
            record([entry_by(actor, "signed_page_filed", "policy_version", version.pk, **facts)])
    except BaseException:
        if made.page:
            made.page.delete(save=False)
        raise
    return made


def signers_of(council_id: int) -> "QuerySet[Membership]":
    """Return who can have signed a page: the chairman and vice chairman in office, then those before, the last first.

    A page that last year's chairman signed is filed when it is found; no portal knows when they took the office up.
    """
    rows = Membership.objects.filter(accepted_at__isnull=False, council_id=council_id)
    offices = rows.filter(role__in=[Role.CHAIR, Role.DEPUTY]).annotate(
        now=Case(When(in_office(timezone.now()), then=Value(1)), default=Value(0))
    )
    return offices.select_related("user").order_by("-now", "-ended_at", "role", "pk")


def left_on(signer: Membership) -> date | None:
    """Return the last day of an office that is over, or None: it ended, or its term did."""
    ended = timezone.localdate(signer.ended_at) if signer.ended_at else None
    term = signer.term_ends_on if signer.term_ends_on and signer.term_ends_on < timezone.localdate() else None
    return min((each for each in (ended, term) if each), default=None)


def _lock(actor: Person, version_id: int) -> Version:
    """Return the version in force, locked. Raises Refusal where it is not, or is signed already."""
    rows = Version.objects.select_for_update(of=("self",)).select_related("policy")
    version = rows.filter(pk=version_id, policy__council=actor.council, state=Version.State.ADOPTED).first()
    if version is None:
        raise Refusal("Only a version in force is signed.", "Nothing was signed. Open the policy to see it.")
    if Signature.objects.filter(version=version).exists():
        raise Refusal("This version is signed already.", "Nothing was changed. Open it to see by whom.")
    return version
