"""Addresses of the desk's composed pages, below `/<council>/desk/`."""

from django.urls import path

from portal.desk.views import bodies, ending, home, keeping, offices, people, record, second_step, settings

urlpatterns = [
    path("", home.DeskHome.as_view(), name="desk_home"),
    path("people/", people.PeoplePage.as_view(), name="people"),
    path("people/add/", offices.AddMember.as_view(), name="add_member"),
    path("people/delegate/", people.DelegateAuthority.as_view(), name="delegate"),
    path("people/<int:membership>/", people.PersonPage.as_view(), name="person"),
    path("people/<int:membership>/office/", offices.ChangeOffice.as_view(), name="change_office"),
    path("people/<int:membership>/invite/", offices.SendInvitation.as_view(), name="invite_member"),
    path("people/<int:membership>/end/", offices.EndMembership.as_view(), name="end_membership"),
    path("people/<int:membership>/permit/", people.PermitDrafting.as_view(), name="permit_drafting"),
    path("people/<int:membership>/suspend/", people.SuspendMember.as_view(), name="suspend_member"),
    path("people/delegations/<int:pk>/end/", ending.RevokeDelegation.as_view(), name="end_delegation"),
    path("people/permissions/<int:pk>/end/", ending.RevokePermission.as_view(), name="end_permission"),
    path("people/suspensions/<int:pk>/lift/", ending.LiftSuspension.as_view(), name="lift_suspension"),
    path("bodies/", bodies.BodiesPage.as_view(), name="bodies"),
    path("bodies/add/", bodies.AddBody.as_view(), name="add_body"),
    path("bodies/<int:pk>/", bodies.BodyPage.as_view(), name="body"),
    path("bodies/<int:pk>/change/", bodies.ChangeBody.as_view(), name="change_body"),
    path("bodies/<int:pk>/logo/", bodies.ChangeLogo.as_view(), name="body_logo"),
    path("bodies/<int:pk>/close/", bodies.CloseBody.as_view(), name="close_body"),
    path("settings/", settings.SettingsPage.as_view(), name="settings"),
    path("settings/details/", settings.ChangeDetails.as_view(), name="settings_details"),
    path("settings/second-officer/", settings.SecondOfficer.as_view(), name="settings_second_officer"),
    path("settings/second-step/", second_step.SecondStepRule.as_view(), name="settings_second_step"),
    path("settings/drafting/<slug:kind>/", settings.DraftingSetting.as_view(), name="settings_drafting"),
    path("settings/hold/", settings.HoldEverything.as_view(), name="hold_everything"),
    path("settings/resume/", settings.ResumeIssuing.as_view(), name="resume_issuing"),
    path("record/", record.RecordPage.as_view(), name="record"),
    path("record/verify/", record.VerifyRecord.as_view(), name="record_verify"),
    path("record/keeping/", keeping.KeepingPage.as_view(), name="keeping"),
    path("record/keeping/hold/", keeping.PlaceHold.as_view(), name="hold_place"),
    path("record/keeping/holds/<int:pk>/release/", keeping.ReleaseHold.as_view(), name="hold_release"),
    path("record/keeping/erase/", keeping.EraseTexts.as_view(), name="erase_texts"),
    path("record/search/", record.RecordSearch.as_view(), name="record_search"),
]
