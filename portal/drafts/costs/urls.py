"""Addresses of the account of publicity, below `/<council>/desk/costs/`."""

from django.urls import path

from portal.drafts.costs import views

urlpatterns = [
    path("", views.AccountPage.as_view(), name="costs"),
    path("print/", views.PrintedAccount.as_view(), name="costs_print"),
    path("csv/", views.AccountCsv.as_view(), name="costs_csv"),
    path("new/", views.EnterCost.as_view(), name="cost_new"),
    path("items/<int:communication>/", views.ItemCosts.as_view(), name="item_costs"),
    path("<int:pk>/correct/", views.CorrectCost.as_view(), name="cost_correct"),
]
