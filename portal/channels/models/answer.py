"""Where an item of the council's is said as an answer: on which channel, under which post, to what of the public's."""

from django.db import models
from django.db.models import Q

from portal.channels.models.channel import Channel
from portal.drafts.models import Communication


class AnswerTo(models.Model):
    """That an item answers something, and nothing else: it goes out there, in that thread, and nowhere besides.

    Written with the draft and never changed. ``root`` is what the network calls the council's own post, ``remote_id``
    what it calls that which is answered.
    """

    communication = models.OneToOneField(Communication, on_delete=models.PROTECT, related_name="answer_to")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="answers")
    root = models.CharField(max_length=300, blank=True)
    remote_id = models.CharField(max_length=300)
    link = models.CharField(
        max_length=500, blank=True, help_text="The page of the council's own on which it is read."
    )
    debate = models.CharField(max_length=80, help_text="The same for every answer in one debate.")
    private = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Whoever wrote to the account alone gets it, and nobody else.",
    )
    offers = models.BooleanField(default=False, help_text="It offers to talk elsewhere, and no more.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(remote_id="") & ~Q(debate=""), name="an_answer_says_to_what_it_is_one"
            )
        ]
        indexes = [models.Index(fields=["channel", "debate"], name="answers_in_debate")]

    def __str__(self) -> str:
        return f"item {self.communication_id} as an answer"
