"""Who may see and change what of a picture or recording; another council's does not exist."""

from django.db.models import Q, QuerySet
from django.http import Http404

from portal.councils.people import Person
from portal.councils.powers import STAFF, Power
from portal.drafts.access import get_picture
from portal.drafts.models import Depicting, Media, PicturePermission, PicturePerson, Recording
from portal.drafts.pictures.using import shown_in_shared
from portal.drafts.recordings.standing import get_recording
from portal.refusals import NotYours


def library_of(person: Person) -> "QuerySet[Media]":
    """Return the pictures that ``person`` finds in the library, the latest first.

    What was put there is for everybody at the desk; what somebody uploaded in a draft is theirs, and of those who read
    every draft once an item that shows it was submitted.
    """
    seen = Q(offered_at__isnull=False) | Q(uploaded_by__user_id=person.user_id)
    rows = Media.objects.filter(council_id=person.council.pk)
    if person.may(Power.READ_ALL):
        seen |= Q(shown_in_shared(person))
    return rows.filter(seen).order_by("-uploaded_at", "-pk")


def knows_people(person: Person, shown: Depicting) -> bool:
    """Return whether the names of those in it are for ``person``: clerk and officers, and who uploaded it."""
    return person.membership.role in STAFF or shown.uploaded_by_id == person.membership.pk


def may_describe(person: Person, shown: Depicting) -> bool:
    """Return whether ``person`` may say what it is and who is in it."""
    return person.may(Power.DRAFT) and knows_people(person, shown)


def get_described(person: Person, media_id: int) -> Media:
    """Return a picture that ``person`` may change; Http404 where they cannot see it, NotYours where they may not."""
    media = get_picture(person, media_id)
    person.require(Power.DRAFT)
    if not may_describe(person, media):
        raise NotYours("The clerk, the officers and whoever uploaded a picture say who is in it.")
    return media


def get_described_recording(person: Person, recording_id: int) -> Recording:
    """Return a recording that ``person`` may change; raises as get_described()."""
    recording = get_recording(person, recording_id)
    person.require(Power.DRAFT)
    if not may_describe(person, recording):
        raise NotYours("The clerk, the officers and whoever added a recording say who is in it.")
    return recording


def described(person: Person, shown: Depicting) -> Depicting:
    """Return ``shown``, read again, where ``person`` may change it; raises as get_described()."""
    if isinstance(shown, Media):
        return get_described(person, shown.pk)
    return get_described_recording(person, shown.pk)


def get_person(person: Person, key: int) -> PicturePerson:
    """Return somebody in a picture or recording that ``person`` may change, with it; raises as get_described()."""
    here = Q(media__council_id=person.council.pk) | Q(recording__council_id=person.council.pk)
    rows = PicturePerson.objects.filter(here, removed_at__isnull=True, erased_at__isnull=True)
    found = rows.select_related("media", "recording").filter(pk=key).first()
    if found is None:
        raise Http404
    described(person, found.depiction)
    return found


def get_form(person: Person, key: int) -> PicturePermission:
    """Return a permission whose form is kept; for the clerk and officers alone, Http404 where there is none."""
    here = Q(person__media__council_id=person.council.pk) | Q(person__recording__council_id=person.council.pk)
    rows = PicturePermission.objects.filter(here, pk=key).exclude(form="")
    found = rows.select_related("person").first()
    if found is None:
        raise Http404
    if person.membership.role not in STAFF:
        raise NotYours("The forms that people signed are for the clerk and the officers.")
    if found.person.media_id is not None:
        get_picture(person, found.person.media_id)
    return found
