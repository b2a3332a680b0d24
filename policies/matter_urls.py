"""Addresses of matters, meetings and agreed positions, below `/<council>/desk/`."""

from django.urls import path

from policies.views import (
    agendas,
    held_items,
    interests,
    linking,
    matter_acts,
    matters,
    meetings,
    pledges,
    positions,
    repeating,
    restraint,
)

urlpatterns = [
    path("matters/", matters.MattersPage.as_view(), name="matters"),
    path("matters/open/", matter_acts.OpenMatter.as_view(), name="open_matter"),
    path("matters/of/<int:communication>/", linking.ItemMatters.as_view(), name="item_matters"),
    path("matters/interests/", matters.MyInterestsPage.as_view(), name="my_interests"),
    path("matters/interests/<int:pk>/end/", interests.EndInterest.as_view(), name="end_interest"),
    path("matters/<int:pk>/", matters.MatterPage.as_view(), name="matter"),
    path("matters/<int:pk>/change/", matter_acts.ChangeMatter.as_view(), name="change_matter"),
    path("matters/<int:pk>/close/", matter_acts.CloseMatter.as_view(), name="close_matter"),
    path("matters/<int:pk>/release/", matter_acts.ReleaseMatter.as_view(), name="release_matter"),
    path("matters/<int:pk>/decision/", matter_acts.ReleaseDecision.as_view(), name="release_decision"),
    path("matters/<int:pk>/access/", matter_acts.NameForMatter.as_view(), name="give_access"),
    path(
        "matters/<int:pk>/access/<int:member>/end/", matter_acts.UnnameForMatter.as_view(), name="take_access"
    ),
    path("matters/<int:pk>/flag/", matter_acts.FlagMatter.as_view(), name="flag_matter"),
    path("matters/<int:pk>/flag/lift/", matter_acts.LiftFlag.as_view(), name="lift_flag"),
    path("matters/<int:pk>/request/", restraint.MatterRequest.as_view(), name="matter_request"),
    path("matters/<int:pk>/requests/", restraint.MatterRequests.as_view(), name="matter_requests"),
    path("matters/<int:pk>/interest/", interests.DeclareInterest.as_view(), name="declare_interest"),
    path("matters/<int:pk>/notice/", interests.AcceptNotice.as_view(), name="accept_notice"),
    path("matters/<int:pk>/papers/", interests.MatterPapers.as_view(), name="matter_papers"),
    path("matters/reply/<int:communication>/", held_items.HoldingReply.as_view(), name="holding_reply"),
    path("positions/", positions.PositionsPage.as_view(), name="positions"),
    path("positions/enter/", positions.EnterPosition.as_view(), name="enter_position"),
    path("positions/<int:pk>/replace/", positions.ReplacePosition.as_view(), name="replace_position"),
    path("positions/<int:pk>/end/", positions.EndPosition.as_view(), name="end_position"),
    path(
        "positions/<int:pk>/into/<int:communication>/",
        repeating.RepeatPosition.as_view(),
        name="repeat_position",
    ),
    path("meetings/", meetings.MeetingsPage.as_view(), name="meetings"),
    path("meetings/enter/", meetings.EnterMeeting.as_view(), name="enter_meeting"),
    path("meetings/<int:pk>/", meetings.MeetingPage.as_view(), name="meeting"),
    path("meetings/<int:pk>/change/", meetings.ChangeMeeting.as_view(), name="change_meeting"),
    path("meetings/<int:pk>/items/add/", meetings.AddItem.as_view(), name="add_item"),
    path("meetings/<int:pk>/items/read/", agendas.ImportAgenda.as_view(), name="import_agenda"),
    path("meetings/<int:pk>/items/review/", agendas.ReviewAgenda.as_view(), name="review_agenda"),
    path("meetings/<int:pk>/pledge/", pledges.PledgePage.as_view(), name="pledge"),
    path("meetings/<int:pk>/pledge/ask/", pledges.AskPledges.as_view(), name="ask_pledges"),
    path("meetings/<int:pk>/pledge/remind/", pledges.RemindOfPledge.as_view(), name="remind_pledges"),
    path("meetings/<int:pk>/pledge/note/", pledges.NotePledge.as_view(), name="note_pledge"),
    path("meetings/items/<int:pk>/release/", meetings.ReleaseByItem.as_view(), name="release_by_item"),
    path("meetings/items/<int:pk>/change/", meetings.ChangeItem.as_view(), name="change_item"),
]
