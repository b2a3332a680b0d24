"""What is kept of a job when its item's time is over: who did it and when, and the hashes of what proved it."""

from functools import partial

from django.db import transaction

from portal.channels.models import Delivery, Job, Proof
from portal.channels.models.printing import name_of_sheet
from portal.records.retention import EraseOrder

ERASED = "(erased)"


def erase_jobs(order: EraseOrder) -> int:
    """Erase the sheets and photographs of these communications (an eraser). Files go when the order has committed."""
    mine = {
        "delivery__publication__communication_id__in": order.communication_ids,
        "delivery__publication__council_id": order.council_id,
    }
    jobs = Job.objects.filter(**mine).exclude(pdf="")
    proofs = Proof.objects.filter(
        **{f"job__{name}": value for name, value in mine.items()}, erased_at__isnull=True
    )
    for file in [*(job.pdf for job in jobs), *(proof.photo for proof in proofs.exclude(photo=""))]:
        transaction.on_commit(partial(file.storage.delete, str(file.name)))
    _delete_unkept(order)
    erased = proofs.exclude(word="").update(word=ERASED)
    proofs.exclude(left_out="").update(left_out=ERASED)
    erased += proofs.update(photo="", link="", erased_at=order.now)
    return erased + jobs.update(pdf="")


def _delete_unkept(order: EraseOrder) -> None:
    """What a worker wrote and died before it was kept lies under the one name that it can have."""
    unkept = Delivery.objects.filter(
        publication__communication_id__in=order.communication_ids,
        publication__council_id=order.council_id,
        channel__place__isnull=False,
        job__isnull=True,
    )
    storage = Job._meta.get_field("pdf").storage
    for key, ordered_at in unkept.values_list("key", "publication__ordered_at"):
        transaction.on_commit(partial(storage.delete, name_of_sheet(key, ordered_at)))
