"""Forms of the desk for what the public says. They read what was typed; whether it may be is asked by the verbs."""

from typing import Any

from django import forms
from django.utils import timezone

from moderation.entering import answerable
from moderation.grounds import Ground, HouseRule
from moderation.intake.arriving import Arrived, named_on_page
from moderation.models import Answering, Comment, Outcome
from moderation.nearly import Offered
from moderation.ruling import LONGEST_REASON, Judged
from moderation.said_forms import SaidForm
from portal.councils.models import Membership
from portal.councils.people import Person
from portal.councils.powers import MEMBERS
from portal.drafts.content import LONDON
from portal.fields import day_field, radio_field, words_field

ITEMS_OFFERED = 50
BY_HAND = (
    Comment.Way.PAPER,
    Comment.Way.PHONE,
    Comment.Way.PERSON,
    Comment.Way.EMAIL,
    Comment.Way.MESSAGE,
    Comment.Way.MEMBER,
)


FOR_GOOD = "On a network that deletes, removing is for good. Hide it where an appeal should be able to bring it back."

GONE = "Its author or the network deleted it there: nothing is left to hide or remove. A ruling is kept with the words."


class RuleForm(forms.Form):
    """What becomes of a comment."""

    def __init__(
        self,
        data: Any = None,
        *,
        comment: Comment,
        rules: list[HouseRule],
        last: int,
        near: Offered,
    ) -> None:
        super().__init__(data, initial={"version": comment.version, "last": last, "also": near.ticked})
        for mark in ("version", "last"):
            self.fields[mark] = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
        choices = Outcome.choices if comment.is_public else [(Outcome.LEAVE.value, "Nothing is taken down")]
        hint = FOR_GOOD if comment.way == Comment.Way.NETWORK else ""
        hint = GONE if comment.gone_at is not None else hint
        self.fields["outcome"] = radio_field("What becomes of it?", choices, hint)
        self.fields["answering"] = forms.ChoiceField(
            label="If it is left: what about an answer?",
            choices=[("", "Choose"), *Answering.choices],
            required=False,
        )
        if comment.is_public:
            self.fields["ground"] = forms.ChoiceField(
                label="If it comes down: on which ground?",
                help_text="There are these six. Criticism of the council, however strong, is none of them.",
                choices=[("", "Choose"), *Ground.choices],
                required=False,
            )
            self.fields["clause"] = forms.ChoiceField(
                label="And which rule does it break?",
                choices=[("", "Choose"), *((str(one.clause_id), _line(one)) for one in rules)],
                required=False,
                error_messages={"invalid_choice": "This clause is not in force any more. Choose again."},
            )
        self.fields["reason"] = words_field(
            "Why?",
            "Needed where it comes down, or where you leave it for another reason. Kept with the record.",
            longest=LONGEST_REASON,
            required=False,
        )
        if near.lines:
            self.fields["also"] = _near_field(near)

    def also(self) -> list[tuple[int, int]]:
        """Return the keys of what is ruled with it, each with the version of its words that was shown."""
        parts = (one.split(".") for one in self.cleaned_data.get("also", []))
        return [(int(key), int(version)) for key, version in parts]

    def judged(self) -> Judged:
        """Return what was decided."""
        typed = self.cleaned_data
        clause = typed.get("clause", "")
        return Judged(
            version=typed["version"],
            outcome=typed["outcome"],
            ground=typed.get("ground", ""),
            clause_id=int(clause) if clause else None,
            answering=typed["answering"],
            last=typed["last"],
        )


def _near_field(near: Offered) -> forms.MultipleChoiceField:
    more = (
        f" At least {near.more:,} more seem to say it: they are offered with the next." if near.more else ""
    )
    return forms.MultipleChoiceField(
        label="Nearly the same is said here too: what is ruled with it?",
        help_text=f"Read each one: a single word can turn the sense. What you tick is ruled in the same way.{more}",
        choices=near.lines,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": "One of these changed, or was ruled meanwhile. Choose again."},
    )


def _line(rule: HouseRule) -> str:
    said = rule.text if len(rule.text) < 90 else f"{rule.text[:88]} …"
    return f"{rule.cited}: {said}"


class EnterForm(SaidForm):
    """What reached the council on paper, by telephone, in person, or on a member's own account."""

    field_order = ("key", "way", "came_on")

    way = radio_field("How did it reach the council?", [(way.value, way.label) for way in BY_HAND])
    came_on = day_field(
        "When did it reach the council?",
        "The day on which the council had it, which may be before today. The time for an answer counts from it, and so "
        "does the law’s where it is a request.",
        missing="Enter the day on which it reached the council.",
        past=True,
    )

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data, initial={"came_on": timezone.localdate(timezone=LONDON)})
        members = Membership.objects.filter(
            council=person.council, role__in=MEMBERS, ended_at__isnull=True
        ).select_related("user")
        self.fields["member"] = forms.ModelChoiceField(
            queryset=members.order_by("user__name", "pk"),
            label="To whose own account?",
            required=False,
            empty_label="Nobody’s",
            error_messages={"invalid_choice": "They are not a member any more. Choose again."},
        )
        self.fields["publication"] = forms.ChoiceField(
            label="Which item of the council’s does it answer?",
            help_text=f"The last {ITEMS_OFFERED} that stand in public. It is kept beneath the one you choose.",
            choices=[("", "None, or not known"), *_offered(person)],
            required=False,
            error_messages={"invalid_choice": "This item is not among them any more. Choose again."},
        )

    def clean(self) -> dict[str, Any]:
        """Ask whose account it was where it was a member's."""
        typed: dict[str, Any] = super().clean() or {}
        if (
            typed.get("way") == Comment.Way.MEMBER
            and typed.get("member") is None
            and "member" not in self.errors
        ):
            self.add_error("member", "Choose the member to whose account it was said.")
        return typed

    def arrived(self) -> Arrived:
        """Return what was typed."""
        typed = self.cleaned_data
        member = typed["member"] if typed["way"] == Comment.Way.MEMBER else None
        return Arrived(
            way=typed["way"],
            remote_id=named_on_page(
                "entered", typed["key"], {name: str(said) for name, said in typed.items()}
            ),
            text=typed["text"],
            author=typed["author"],
            link=typed["link"],
            answer_by=typed["answer_by"],
            answer_to=typed["answer_to"],
            member_id=member.pk if member else None,
            publication_id=int(typed["publication"]) if typed["publication"] else None,
        )


def _offered(person: Person) -> list[tuple[str, str]]:
    """Return the items that a letter may answer, by the title that readers have. One query."""
    rows = answerable(person).select_related("communication", "revision")[:ITEMS_OFFERED]
    return [(str(one.pk), one.revision.plain.get("title", "") or str(one.communication)) for one in rows]


class ProofForm(forms.Form):
    """How anybody can see that a ruling was carried out."""

    proof = words_field(
        "What shows that it is done?",
        "What you did and where, such as “Hidden on the page; looked again at 15:10, it is not there”.",
        longest=500,
        missing="Say what shows that it is done.",
    )
