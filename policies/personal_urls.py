"""Addresses of members' own accounts, below `/<council>/desk/personal-accounts/`."""

from django.urls import path

from policies.views import personal

urlpatterns = [
    path("", personal.AccountsPage.as_view(), name="personal_accounts"),
    path("declare/", personal.DeclareAccount.as_view(), name="declare_account"),
    path("ask/", personal.AskMembers.as_view(), name="ask_accounts"),
    path("answer/", personal.AnswerRequest.as_view(), name="answer_accounts"),
    path("<int:pk>/check/", personal.CheckAccount.as_view(), name="check_account"),
    path("<int:pk>/listing/", personal.AllowListing.as_view(), name="list_account"),
    path("<int:pk>/off/", personal.TakeOff.as_view(), name="take_off_account"),
]
