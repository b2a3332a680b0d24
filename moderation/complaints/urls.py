"""Addresses of the desk for complaints, below `/<council>/desk/complaints/`."""

from django.urls import path

from moderation.complaints import acts, desk

urlpatterns = [
    path("", desk.ComplaintsPage.as_view(), name="complaints"),
    path("enter/", desk.EnterComplaint.as_view(), name="complaint_enter"),
    path("procedure/", desk.ChangeProcedure.as_view(), name="complaints_procedure"),
    path("<int:pk>/", desk.ComplaintPage.as_view(), name="complaint"),
    path("<int:pk>/take/", desk.TakeComplaint.as_view(), name="complaint_take"),
    path("<int:pk>/look/", desk.LookInto.as_view(), name="complaint_look"),
    path("<int:pk>/acknowledge/", acts.Acknowledge.as_view(), name="complaint_acknowledge"),
    path("<int:pk>/ask/", acts.Ask.as_view(), name="complaint_ask"),
    path("<int:pk>/item/", acts.Connect.as_view(), name="complaint_connect"),
    path("<int:pk>/kind/", acts.Sort.as_view(), name="complaint_sort"),
    path("<int:pk>/address/", acts.GiveAddress.as_view(), name="complaint_address"),
    path("<int:pk>/answer/", acts.AnswerComplaint.as_view(), name="complaint_answer"),
    path("<int:pk>/review/", acts.DecideReview.as_view(), name="complaint_review"),
]
