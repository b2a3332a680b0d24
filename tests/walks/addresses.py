"""Every address of the portal, read from the resolver itself, and which thing of a World each of its parameters names.

A page that is new here fails the walks until THINGS says what its parameters name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import URLPattern, get_resolver, reverse

from tests.walks.world import World

# The names of things in a World, by the address's name and its parameter. A thing's key is its number,
# unless KEYS says otherwise.
THINGS: dict[str, dict[str, str]] = {
    "person": {"membership": "bystander"},
    "change_office": {"membership": "bystander"},
    "body": {"pk": "charity"},
    "change_body": {"pk": "charity"},
    "body_logo": {"pk": "charity"},
    "close_body": {"pk": "charity"},
    "body_css": {"body": "charity"},
    "body_logo_file": {"body": "charity", "sha256": "logo"},
    "invite_member": {"membership": "bystander"},
    "end_membership": {"membership": "bystander"},
    "permit_drafting": {"membership": "bystander"},
    "suspend_member": {"membership": "officer"},
    "end_delegation": {"pk": "delegation"},
    "end_permission": {"pk": "permission"},
    "check_account": {"pk": "bystander's account"},
    "list_account": {"pk": "bystander's account"},
    "take_off_account": {"pk": "bystander's account"},
    "grant_permission": {"scope": "=share"},
    "lift_suspension": {"pk": "suspension"},
    "settings_drafting": {"kind": "=letter"},
    "hold_release": {"pk": "hold"},
    "close_channel": {"pk": "channel"},
    "reopen_channel": {"pk": "closed channel"},
    "connect_channel": {"pk": "network"},
    "try_channel": {"pk": "network"},
    "tell_channel_again": {"pk": "network"},
    "disconnect_channel": {"pk": "network"},
    "prove_ended": {"pk": "ended credentials"},
    "sign_in_channel": {"pk": "network with a sign-in"},
    "signed_in_channel": {"pk": "network with a sign-in"},
    "channel": {"pk": "channel"},
    "channel_feedback": {"pk": "channel"},
    "table_channel": {"pk": "proposed channel"},
    "approve_channel": {"pk": "proposed channel"},
    "refuse_channel": {"pk": "proposed channel"},
    "describe_channel": {"pk": "channel"},
    "give_channel_access": {"pk": "channel"},
    "end_channel_access": {"pk": "channel access"},
    "order_closure": {"pk": "channel"},
    "recall_closure": {"pk": "closure"},
    "prove_closed": {"pk": "closure"},
    "closure_picture": {"pk": "closed for good"},
    "review_channel": {"pk": "board"},
    "channel_review": {"pk": "channel review"},
    "channel_review_pdf": {"pk": "channel review"},
    "decide_channel_review": {"pk": "channel review"},
    "campaign": {"pk": "campaign"},
    "campaign_spend": {"pk": "campaign"},
    "campaign_count": {"pk": "campaign"},
    "campaign_results": {"pk": "campaign"},
    "campaign_regard": {"pk": "campaign"},
    "campaign_stop": {"pk": "campaign"},
    "job_picture": {"pk": "job to post", "sha256": "media"},
    "change_contact": {"pk": "contact"},
    "remove_contact": {"pk": "contact"},
    "describe_place": {"pk": "board"},
    "job_page": {"pk": "job"},
    "move_article": {"pk": "article"},
    "magazine_issue": {"pk": "magazine issue"},
    "magazine_docx": {"pk": "magazine issue"},
    "change_magazine_issue": {"pk": "magazine issue"},
    "magazine_out": {"pk": "magazine issue"},
    "job_sheet": {"pk": "job"},
    "job_photo": {"pk": "job up", "step": "=done"},
    "job_streets": {"pk": "round"},
    "untick_street": {"pk": "round", "street": "ticked street"},
    "assign_job": {"pk": "job"},
    "prove_job": {"pk": "job"},
    "prove_down": {"pk": "job to undo"},
    "ask_down": {"pk": "job up"},
    "letter_pdf": {"pk": "letter"},
    "letter_posted": {"pk": "letter"},
    "my_notice": {"pk": "clerk's notice"},
    "notice_again": {"pk": "failed notice"},
    "draft_new": {"kind": "=notice"},
    "draft_template_retire": {"pk": "template"},
    "draft_copy": {"id": "draft"},
    "draft_keep_template": {"id": "draft"},
    "draft_picture": {"id": "picture in a draft"},
    "draft_library": {"id": "draft with a picture"},
    "draft_recordings": {"id": "draft with a picture"},
    "recording": {"pk": "recording"},
    "recording_file": {"pk": "recording"},
    "recording_words": {"pk": "recording"},
    "recording_captions": {"pk": "recording text"},
    "recording_original": {"pk": "recording"},
    "recording_describe": {"pk": "recording"},
    "recording_person": {"pk": "recording"},
    "recording_uses": {"pk": "recording"},
    "recording_use_decide": {"pk": "recording", "communication": "issued"},
    "news_recording": {"sha256": "recording", "extension": "=mp4"},
    "news_captions": {"sha256": "recording text"},
    "media_item": {"pk": "described picture"},
    "media_original": {"pk": "described picture"},
    "media_describe": {"pk": "described picture"},
    "media_offer": {"pk": "described picture"},
    "media_person": {"pk": "described picture"},
    "media_answer": {"pk": "somebody in a picture"},
    "media_withdrawal": {"pk": "somebody in a picture"},
    "media_take_off": {"pk": "somebody in a picture"},
    "media_form": {"pk": "signed form"},
    "media_uses": {"pk": "media"},
    "media_use_decide": {"pk": "media", "communication": "issued"},
    "draft": {"id": "draft"},
    "draft_autosave": {"id": "draft"},
    "draft_presence": {"id": "draft"},
    "draft_findings": {"id": "draft"},
    "draft_preview": {"id": "draft"},
    "draft_submit": {"id": "draft"},
    "draft_history": {"id": "draft"},
    "draft_compare": {"id": "draft"},
    "draft_revision": {"id": "draft", "number": "=1"},
    "draft_note": {"id": "draft"},
    "draft_invite": {"id": "draft"},
    "draft_remove": {"id": "draft", "collaborator": "collaborator"},
    "quote_ask": {"communication": "draft", "number": "=1"},
    "quote": {"pk": "clerk's quote"},
    "quote_approve": {"pk": "clerk's quote"},
    "quote_refuse": {"pk": "clerk's quote"},
    "quote_revoke": {"pk": "approved quote"},
    "quote_drop": {"pk": "outsider's quote"},
    "quote_link_again": {"pk": "outsider's quote"},
    "quote_written": {"pk": "outsider's quote"},
    "quote_link": {"token": "words link"},
    "calendar_feed": {"token": "calendar link"},
    "consultations": {"communication": "submitted"},
    "consult": {"communication": "submitted"},
    "item_about": {"communication": "submitted"},
    "item_not_about": {"pk": "concern"},
    "consultation": {"pk": "clerk's referral"},
    "consult_drop": {"pk": "chair's view"},
    "settings_consult_end": {"pk": "consult rule"},
    "route_step": {"pk": "clerk's step"},
    "settings_route": {"kind": "=social_post"},
    "reviewers": {"communication": "submitted"},
    "reviewer_ask": {"communication": "submitted"},
    "reviewer_read": {"pk": "clerk's reading"},
    "reviewer_finish": {"pk": "clerk's reading"},
    "reviewer_revoke": {"pk": "outside reviewer"},
    "reviewer_extend": {"pk": "outside reviewer"},
    "reviewer_link": {"token": "reviewer link"},
    "item_costs": {"communication": "issued"},
    "cost_correct": {"pk": "cost"},
    "survey": {"communication": "survey"},
    "survey_csv": {"communication": "survey"},
    "survey_sheet": {"communication": "survey"},
    "survey_number": {"communication": "survey"},
    "survey_numbered": {"communication": "survey"},
    "survey_close": {"communication": "survey"},
    "survey_results": {"communication": "closed survey"},
    "survey_correct": {"pk": "sheet"},
    "survey_form": {"slug": "survey news"},
    "survey_print": {"slug": "survey news"},
    "survey_sent": {"slug": "survey news", "reference": "sent reply"},
    "review": {"pk": "review"},
    "review_claim": {"pk": "review"},
    "review_read": {"pk": "review"},
    "review_put_back": {"pk": "claimed review"},
    "review_sheet": {"pk": "notice in review", "channel": "board"},
    "review_letter": {"pk": "claimed review"},
    "review_approve": {"pk": "review"},
    "review_return": {"pk": "review"},
    "review_reject": {"pk": "review"},
    "review_amend": {"pk": "claimed review"},
    "urgent": {"communication": "draft"},
    "submit": {"communication": "draft"},
    "decision_time": {"communication": "late"},
    "queue_filter_remove": {"pk": "saved filter"},
    "recall": {"communication": "submitted"},
    "issued_item": {"communication": "issued"},
    "item_export": {"communication": "issued"},
    "cancel_schedule": {"communication": "scheduled"},
    "reschedule": {"communication": "scheduled"},
    "withdraw": {"communication": "issued"},
    "pin_item": {"communication": "issued"},
    "unpin_item": {"communication": "pinned"},
    "take_headline": {"communication": "withdrawn"},
    "confirm_issue": {"pk": "held issue"},
    "delivery_again": {"kind": "=delivery", "pk": "failed"},
    "mailing_again": {"pk": "failed"},
    "delivery_settle": {"kind": "=delivery", "pk": "unclear"},
    "second_look": {"pk": "second look"},
    "news_item": {"slug": "news"},
    "news_picture": {"sha256": "media", "extension": "=png"},
    "press_opt_out": {"token": "opt-out"},
    "press_enquiry": {"pk": "press card"},
    "press_change": {"pk": "new enquiry"},
    "press_acknowledge": {"pk": "press card"},
    "press_consult": {"pk": "press card"},
    "press_view": {"pk": "press card"},
    "press_note_view": {"pk": "press card", "member": "deputy"},
    "press_choose": {"pk": "press card"},
    "press_nobody": {"pk": "press card"},
    "press_brief": {"pk": "press card"},
    "press_read": {"pk": "press card"},
    "press_answer": {"pk": "press card"},
    "press_close": {"pk": "press card"},
    "press_cutting": {"pk": "press card"},
    "press_reopen": {"pk": "closed enquiry"},
    "letter_in": {"pk": "letter in"},
    "letter_scan": {"pk": "letter in"},
    "letter_correct": {"pk": "letter in"},
    "letter_acknowledge": {"pk": "letter in"},
    "letter_assign": {"pk": "letter in"},
    "letter_answer": {"pk": "letter in"},
    "letter_close": {"pk": "letter in"},
    "letter_reopen": {"pk": "closed letter"},
    "letter_forward": {"pk": "letter in"},
    "letter_share": {"pk": "letter in"},
    "letter_share_answer": {"pk": "letter in", "share": "asked share"},
    "letter_shared": {"pk": "letter in", "share": "clerk's share"},
    "comment": {"pk": "comment"},
    "comment_claim": {"pk": "comment"},
    "comment_put_back": {"pk": "claimed comment"},
    "comment_warn": {"pk": "comment to warn of"},
    "comment_block": {"pk": "comment to block for"},
    "measure_end": {"pk": "block"},
    "comment_reply": {"pk": "comment"},
    "holding_choose": {"pk": "newsroom"},
    "comment_refer": {"pk": "comment"},
    "referral_close": {"pk": "referral"},
    "comment_done": {"pk": "comment to hide by hand"},
    "appeal_decide": {"pk": "appeal"},
    "pack": {"pk": "pack"},
    "pack_take": {"pk": "pack", "part": "=json"},
    "pack_make": {"pk": "police report"},
    "defamation_notice": {"pk": "notice"},
    "defamation_check": {"pk": "notice"},
    "defamation_comment": {"pk": "notice"},
    "defamation_close": {"pk": "notice"},
    "defamation_order": {"pk": "notice"},
    "defamation_complete": {"pk": "defective notice"},
    "defamation_pass_on": {"pk": "complete notice"},
    "defamation_answer": {"pk": "waiting notice"},
    "defamation_remove": {"pk": "answered notice"},
    "defamation_keep": {"pk": "answered notice"},
    "defamation_letter": {"pk": "waiting notice", "letter": "letter about a notice"},
    "notice_status": {"reference": "defective notice reference", "key": "complainant's key"},
    "notice_answer": {"reference": "waiting notice reference", "key": "poster's key"},
    "appeal_sent": {"reference": "appealed reference"},
    "comments_item": {"communication": "issued"},
    "comments_close": {"communication": "issued"},
    "comment_form": {"slug": "news"},
    "comment_sent": {"slug": "news", "reference": "comment reference"},
    "conduct_mine": {"pk": "conduct told"},
    "conduct_case": {"pk": "conduct case"},
    "conduct_take_up": {"pk": "conduct case"},
    "conduct_set_aside": {"pk": "conduct case"},
    "conduct_evidence": {"pk": "conduct case"},
    "conduct_file": {"pk": "conduct file"},
    "conduct_tell": {"pk": "conduct taken up"},
    "conduct_suspend": {"pk": "conduct taken up"},
    "conduct_decide": {"pk": "conduct answered"},
    "conduct_close": {"pk": "conduct decided"},
    "conduct_pack": {"pk": "conduct decided"},
    "conduct_done": {"pk": "conduct order"},
    "conduct_review": {"pk": "conduct suspension"},
    "conduct_sent": {"reference": "conduct reference"},
    "policy": {"pk": "policy"},
    "policy_draft": {"pk": "undrafted policy"},
    "policy_compare": {"pk": "policy"},
    "policy_bodies": {"pk": "policy"},
    "version": {"pk": "draft version"},
    "version_review": {"pk": "draft version"},
    "version_adopt": {"pk": "draft version"},
    "version_discard": {"pk": "draft version"},
    "version_reviewed": {"pk": "version"},
    "version_accept": {"pk": "version"},
    "version_accepted": {"pk": "version"},
    "version_sign": {"pk": "version"},
    "version_signed_page": {"pk": "version"},
    "version_signed_file": {"pk": "signed version"},
    "question": {"pk": "question"},
    "rule_page": {"pk": "rule"},
    "rule_end": {"pk": "rule"},
    "public_policy": {"slug": "policy"},
    "public_version": {"slug": "policy", "number": "=1"},
    "public_version_pdf": {"slug": "policy", "number": "=1"},
    "extra_day_remove": {"pk": "extra day"},
    "period": {"pk": "period"},
    "period_notice": {"pk": "coming poll"},
    "period_particulars": {"pk": "coming poll"},
    "period_end": {"pk": "coming poll"},
    "period_decisions": {"pk": "period"},
    "period_decide": {"pk": "decision"},
    "matter": {"pk": "matter"},
    "change_matter": {"pk": "matter"},
    "close_matter": {"pk": "matter"},
    "release_matter": {"pk": "matter"},
    "release_decision": {"pk": "matter"},
    "give_access": {"pk": "matter"},
    "take_access": {"pk": "matter", "member": "bystander"},
    "flag_matter": {"pk": "matter"},
    "lift_flag": {"pk": "flagged matter"},
    "matter_request": {"pk": "flagged matter"},
    "matter_requests": {"pk": "flagged matter"},
    "holding_reply": {"communication": "draft"},
    "declare_interest": {"pk": "matter"},
    "end_interest": {"pk": "interest"},
    "accept_notice": {"pk": "clerk's interest"},
    "matter_papers": {"pk": "clerk's interest"},
    "replace_position": {"pk": "position"},
    "end_position": {"pk": "position"},
    "meeting": {"pk": "meeting"},
    "change_meeting": {"pk": "meeting"},
    "add_item": {"pk": "meeting"},
    "import_agenda": {"pk": "meeting"},
    "review_agenda": {"pk": "meeting"},
    "change_item": {"pk": "closed item"},
    "pledge": {"pk": "pledged meeting"},
    "ask_pledges": {"pk": "meeting to come"},
    "remind_pledges": {"pk": "pledged meeting"},
    "note_pledge": {"pk": "pledged meeting"},
    "release_by_item": {"pk": "open item"},
    "item_matters": {"communication": "draft"},
    "api_key_revoke": {"pk": "api key"},
    # Of a key to the API, which says for which council it asks (tests/api walks them):
    "api_publication": {"item_id": "=1"},
    "api_policy": {"slug": "=policy"},
    "api_draft": {"draft_id": "=1"},
    "api_draft_revise": {"draft_id": "=1"},
    "api_draft_findings": {"draft_id": "=1"},
    "api_draft_submit": {"draft_id": "=1"},
    "api_nothing": {"path": "=nothing"},
    # Of the accounts, not of a council:
    "end_session": {"pk": "=1"},
    "mfa_remove_webauthn": {"pk": "=1"},
    "mfa_edit_webauthn": {"pk": "=1"},
    "account_confirm_email": {"key": "=none"},
    "account_reset_password_from_key": {"uidb36": "=1", "key": "=none"},
}
KEYS = {"slug": "slug", "sha256": "sha256"}


@dataclass(frozen=True)
class Address:
    """One named pattern; ``route`` is its text, ``parameters`` the names of what it takes, the council left out."""

    name: str
    route: str
    of_council: bool
    parameters: tuple[str, ...]

    @property
    def of_desk(self) -> bool:
        """Return whether it lies on a council's desk."""
        return self.route.startswith("<council:council>/desk/")

    def things(self) -> Mapping[str, str]:
        """Return what each parameter names; fails for a page that THINGS does not know yet."""
        known = THINGS.get(self.name, {})
        if set(known) != set(self.parameters):
            pytest.fail(
                f"The address {self.name!r} ({self.route}) takes {sorted(self.parameters)}: say in "
                "tests/walks/addresses.py which thing of the world each of them names, and add the thing to "
                "tests/walks/world.py if it is new."
            )
        return known

    def values(self, world: World) -> dict[str, Any]:
        """Return the parameters' values in ``world``."""
        return {name: value_of(world, name, thing) for name, thing in self.things().items()}

    def path(self, world: World, values: Mapping[str, Any] | None = None) -> str:
        """Return its path for the things of ``world``, or with other ``values`` in that council's address."""
        council = {"council": world.council.slug} if self.of_council else {}
        return reverse(self.name, kwargs={**council, **(self.values(world) if values is None else values)})


def value_of(world: World, parameter: str, thing: str) -> Any:
    """Return what stands in the address for ``thing``; '=word' stands for the word itself."""
    if thing.startswith("="):
        return thing[1:]
    if thing in world.people:
        return world.people[thing].membership.pk
    found = world.things[thing]
    return found if isinstance(found, str) else getattr(found, KEYS.get(parameter, "pk"))


def addresses() -> list[Address]:
    """Return every named address of the portal in the order of the resolver."""
    return list(_below(get_resolver(), ""))


def _below(resolver: Any, route: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        text = route + str(pattern.pattern)
        if not isinstance(pattern, URLPattern):
            yield from _below(pattern, text)
            continue
        if not pattern.name:
            pytest.fail(f"The address {text} has no name: the walks cannot reach it.")
        yield Address(
            pattern.name, text, "<council:council>" in text, tuple(pattern.pattern.regex.groupindex)
        )
