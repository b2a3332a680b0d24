"""Addresses of the desk's pages of policies, below `/<council>/desk/`."""

from django.urls import path

from policies.views import accepting, asking, desk, drafting, governing, periods, rules

urlpatterns = [
    path("policies/", desk.PoliciesPage.as_view(), name="policies"),
    path("policies/new/", drafting.NewPolicy.as_view(), name="policy_new"),
    path("policies/<int:pk>/", desk.PolicyPage.as_view(), name="policy"),
    path("policies/<int:pk>/draft/", drafting.NewDraft.as_view(), name="policy_draft"),
    path("policies/<int:pk>/compare/", desk.ComparePage.as_view(), name="policy_compare"),
    path("policies/<int:pk>/bodies/", governing.GovernBodies.as_view(), name="policy_bodies"),
    path("policies/versions/<int:pk>/", desk.VersionPage.as_view(), name="version"),
    path("policies/versions/<int:pk>/review/", drafting.ReviewVersion.as_view(), name="version_review"),
    path("policies/versions/<int:pk>/adopt/", drafting.AdoptVersion.as_view(), name="version_adopt"),
    path("policies/versions/<int:pk>/reviewed/", drafting.LeaveAsItIs.as_view(), name="version_reviewed"),
    path("policies/versions/<int:pk>/discard/", drafting.DiscardDraft.as_view(), name="version_discard"),
    path("policies/versions/<int:pk>/accept/", accepting.AcceptVersion.as_view(), name="version_accept"),
    path("policies/versions/<int:pk>/accepted/", accepting.AcceptedPage.as_view(), name="version_accepted"),
    path("policies/versions/<int:pk>/sign/", accepting.SignVersion.as_view(), name="version_sign"),
    path(
        "policies/versions/<int:pk>/signed-page/", accepting.SignedPage.as_view(), name="version_signed_page"
    ),
    path(
        "policies/versions/<int:pk>/signed-page/file/",
        accepting.SignedPageFile.as_view(),
        name="version_signed_file",
    ),
    path("policies/rules/", rules.RulesPage.as_view(), name="rules"),
    path("policies/rules/new/", rules.RuleEditor.as_view(), name="rule_new"),
    path("policies/rules/<int:pk>/", rules.RuleEditor.as_view(), name="rule_page"),
    path("policies/rules/<int:pk>/end/", rules.EndRule.as_view(), name="rule_end"),
    path("ask/", asking.AskPage.as_view(), name="ask_page"),
    path("ask/questions/", asking.QuestionsPage.as_view(), name="questions"),
    path("ask/questions/erase/", asking.EraseQuestions.as_view(), name="erase_questions"),
    path("ask/<int:pk>/", asking.QuestionPage.as_view(), name="question"),
    path("periods/", periods.PeriodsPage.as_view(), name="periods"),
    path("periods/announce/", periods.AnnouncePoll.as_view(), name="period_announce"),
    path("periods/observe/", periods.EnterObservance.as_view(), name="period_observe"),
    path("periods/days/", periods.ExtraDays.as_view(), name="extra_days"),
    path("periods/days/<int:pk>/remove/", periods.RemoveExtraDay.as_view(), name="extra_day_remove"),
    path("periods/<int:pk>/", periods.PeriodPage.as_view(), name="period"),
    path("periods/<int:pk>/notice/", periods.EnterNotice.as_view(), name="period_notice"),
    path("periods/<int:pk>/particulars/", periods.SettleParticulars.as_view(), name="period_particulars"),
    path("periods/<int:pk>/end/", periods.EndPeriod.as_view(), name="period_end"),
]
