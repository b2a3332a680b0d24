"""Addresses of the desk for cases of conduct, below `/<council>/desk/conduct/`."""

from django.urls import path

from moderation.conduct import case_desk, desk, outcome_desk

urlpatterns = [
    path("", desk.ConductPage.as_view(), name="conduct"),
    path("report/", desk.ReportConduct.as_view(), name="conduct_report"),
    path("days/", desk.ChooseDays.as_view(), name="conduct_days"),
    path("mine/<int:pk>/", desk.AnswerCase.as_view(), name="conduct_mine"),
    path("<int:pk>/", case_desk.CasePage.as_view(), name="conduct_case"),
    path("<int:pk>/take-up/", case_desk.TakeUp.as_view(), name="conduct_take_up"),
    path("<int:pk>/set-aside/", case_desk.SetAside.as_view(), name="conduct_set_aside"),
    path("<int:pk>/tell/", case_desk.TellThem.as_view(), name="conduct_tell"),
    path("<int:pk>/answer/", case_desk.EnterAnswer.as_view(), name="conduct_answer"),
    path("<int:pk>/evidence/", case_desk.AddEvidence.as_view(), name="conduct_evidence"),
    path("files/<int:pk>/", case_desk.EvidenceFile.as_view(), name="conduct_file"),
    path("<int:pk>/suspend/", outcome_desk.SuspendMeanwhile.as_view(), name="conduct_suspend"),
    path("<int:pk>/decide/", outcome_desk.DecideCase.as_view(), name="conduct_decide"),
    path("<int:pk>/close/", outcome_desk.CloseCase.as_view(), name="conduct_close"),
    path("<int:pk>/pack/", outcome_desk.TakePack.as_view(), name="conduct_pack"),
    path("outcomes/<int:pk>/done/", outcome_desk.ProveOutcome.as_view(), name="conduct_done"),
    path("outcomes/<int:pk>/review/", outcome_desk.ReviewSuspension.as_view(), name="conduct_review"),
]
