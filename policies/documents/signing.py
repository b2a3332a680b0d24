"""The chairman's signature under an adopted version: over its hash in the portal, or on a page that was scanned."""

from dataclasses import dataclass
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Case, QuerySet, Value, When
from django.utils import timezone

from policies.models import Signature, Version
from portal.councils.models import Membership
from portal.councils.people import Person, in_office
from portal.councils.powers import Power, Role
from portal.councils.recording import entry_by, reasoned
from portal.councils.templatetags.words import day
from portal.records.ledger import Entry, record
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.scans import scan_kept
from portal.typed import stated

LARGEST_PAGE = 10 * 1024 * 1024
"""Bytes of a scanned page."""
LONGEST_REASON = 500
"""Characters of why a page is replaced."""
TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}


@dataclass(frozen=True)
class Page:
    """A page that was signed on paper: ``signer_id`` is a membership of signers_of()."""

    signer_id: int
    signed_on: date
    file: "UploadedFile[bytes]"


@transaction.atomic
def sign(*, actor: Person, version_id: int, sha256: str) -> Signature:
    """Sign an adopted version in the portal, as its chairman; ``sha256`` is the hash that the signer saw.

    Raises NotYours for anybody but the chairman of the council, Refusal where the version is a draft, was signed
    already, or is not the one that was shown.
    """
    version = _to_sign(actor, version_id, sha256)
    _refuse_signed(version)
    made = _signed_here(actor, version)
    record([entry_by(actor, "policy_signed", "policy_version", version.pk, sha256=sha256)])
    return made


@transaction.atomic
def sign_instead(*, actor: Person, version_id: int, replaced_id: int, sha256: str, reason: str) -> Signature:
    """Sign in the portal where a page was filed by mistake, and say why; the page stays in the record.

    ``replaced_id`` is the signature that the signer saw. Raises as sign(), InvalidInput without a reason, Refusal where
    that signature does not count any more or was given in the portal.
    """
    version = _to_sign(actor, version_id, sha256)
    reason, old = _reason_of(reason), _page_that_counts(version, replaced_id)
    made = _signed_here(actor, version, replaces=old, reason=reason)
    record([_replaced(actor, made, old, reason=reason)])
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
    made = _checked(actor, Page(signer_id, signed_on, file))
    kept = scan_kept(made.page, file, called="signed page", most_bytes=LARGEST_PAGE)
    with kept as made.page_sha256, transaction.atomic():
        version = _lock(actor, version_id)
        _refuse_signed(version)
        made.version, made.sha256 = version, version.sha256
        made.save(force_insert=True)
        facts = {"sha256": version.sha256, "page_sha256": made.page_sha256, "signer": made.signer_id}
        record([entry_by(actor, "signed_page_filed", "policy_version", version.pk, **facts)])
    return made


def replace_signed_page(
    *, actor: Person, version_id: int, replaced_id: int, page: Page, reason: str
) -> Signature:
    """File another page in the place of one that was filed by mistake, and say why; the old one stays in the record.

    A version that was superseded meanwhile can get its right page too. ``replaced_id`` is the signature that was seen.
    Raises as file_signed_page(), InvalidInput without a reason or for the same page again, Refusal where that signature
    does not count any more or was given in the portal.
    """
    actor.require(Power.CONFIGURE)
    reason, made = _reason_of(reason), _checked(actor, page)
    kept = scan_kept(made.page, page.file, called="signed page", most_bytes=LARGEST_PAGE)
    with kept as made.page_sha256, transaction.atomic():
        version = _lock(actor, version_id, Version.State.ADOPTED, Version.State.SUPERSEDED)
        old = _page_that_counts(version, replaced_id)
        if (old.page_sha256, old.signer_id, old.signed_on) == (
            made.page_sha256,
            made.signer_id,
            made.signed_on,
        ):
            raise InvalidInput("This is the page that is filed already, with the same signer and day.")
        made.version, made.sha256, made.replaces, made.reason = version, version.sha256, old, reason
        made.save(force_insert=True)
        record([_replaced(actor, made, old, reason=reason)])
    return made


def _replaced(actor: Person, made: Signature, old: Signature, *, reason: str) -> Entry:
    """Return the entry of a replacement: which signature, and the hash of either page ('': in the portal)."""
    facts = {
        "sha256": made.sha256,
        "page_sha256": made.page_sha256,
        "signer": made.signer_id,
        "replaced": old.pk,
        "replaced_page_sha256": old.page_sha256,
    }
    return reasoned(actor, "signed_page_replaced", "policy_version", made.version_id, reason=reason, **facts)


def _reason_of(reason: str) -> str:
    """Return why, as it is kept. Raises InvalidInput where nothing is said, or too much."""
    words = stated(reason)
    if not words or len(words) > LONGEST_REASON:
        raise InvalidInput(f"Say why the page is replaced, in up to {LONGEST_REASON} characters.")
    return words


def _checked(actor: Person, page: Page) -> Signature:
    """Return the signature that ``page`` makes, not kept. Raises InvalidInput for a day or a signer that cannot be."""
    if page.signed_on > timezone.localdate():
        raise InvalidInput("It cannot have been signed on a day that is still to come.")
    signer = signers_of(actor.council.pk).filter(pk=page.signer_id).first()
    if signer is None:
        raise InvalidInput("Choose the chairman or vice chairman who signed.")
    if (left := left_on(signer)) is not None and left < page.signed_on:
        raise InvalidInput(
            f"{signer.user.name} was {signer.display_title} until {day(left)} and did not sign it as that afterwards. "
            "Check the day, or who signed."
        )
    return Signature(signer=signer, signed_on=page.signed_on, entered_by=actor.membership)


def _to_sign(actor: Person, version_id: int, sha256: str) -> Version:
    """Return the version in force, locked, for its chairman who read ``sha256``. Raises as sign()."""
    if actor.membership.role != Role.CHAIR or actor.suspended:
        raise NotYours("The chairman of the council signs its policies, nobody else.")
    version = _lock(actor, version_id)
    if version.sha256 != sha256:
        raise Refusal("This is not the wording that you read.", "Nothing was signed. Open the version again.")
    return version


def _signed_here(
    actor: Person, version: Version, *, replaces: Signature | None = None, reason: str = ""
) -> Signature:
    return Signature.objects.create(
        version=version,
        signer=actor.membership,
        sha256=version.sha256,
        signed_on=timezone.localdate(),
        entered_by=actor.membership,
        replaces=replaces,
        reason=reason,
    )


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


def _lock(actor: Person, version_id: int, *states: str) -> Version:
    """Return the version, locked. Raises Refusal where it is in none of ``states``: in force, where none is said."""
    rows = Version.objects.select_for_update(of=("self",)).select_related("policy")
    wanted = states or (Version.State.ADOPTED,)
    version = rows.filter(pk=version_id, policy__council=actor.council, state__in=wanted).first()
    if version is None:
        raise Refusal("Only a version in force is signed.", "Nothing was signed. Open the policy to see it.")
    return version


def _refuse_signed(version: Version) -> None:
    """Raise Refusal where ``version``, locked, is signed already."""
    if Signature.objects.filter(version=version).exists():
        raise Refusal("This version is signed already.", "Nothing was changed. Open it to see by whom.")


def _page_that_counts(version: Version, signature_id: int) -> Signature:
    """Return the signature that counts of ``version``, locked. Raises Refusal where it is another one, or no page."""
    found = version.signature
    if found is None or found.pk != signature_id:
        raise Refusal(
            "The signature was replaced meanwhile, or there is none.",
            "Nothing was changed. Open the version again.",
        )
    if not found.page:
        raise Refusal(
            "The chairman signed this version in the portal; no page takes the place of that.",
            "Nothing was changed.",
        )
    return found
