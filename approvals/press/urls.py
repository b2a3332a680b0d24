"""Addresses of the press office, below `/<council>/desk/press/`."""

from django.urls import path

from approvals.press.views import acts, ending, pages

urlpatterns = [
    path("", pages.EnquiriesPage.as_view(), name="press"),
    path("new/", acts.TakeEnquiry.as_view(), name="press_take"),
    path("<int:pk>/", pages.EnquiryPage.as_view(), name="press_enquiry"),
    path("<int:pk>/change/", acts.ChangeEnquiry.as_view(), name="press_change"),
    path("<int:pk>/acknowledge/", acts.Acknowledge.as_view(), name="press_acknowledge"),
    path("<int:pk>/consult/", acts.Consult.as_view(), name="press_consult"),
    path("<int:pk>/view/", acts.SayView.as_view(), name="press_view"),
    path("<int:pk>/view/<int:member>/", acts.NoteView.as_view(), name="press_note_view"),
    path("<int:pk>/choose/", acts.Choose.as_view(), name="press_choose"),
    path("<int:pk>/nobody/", acts.PutNobodyForward.as_view(), name="press_nobody"),
    path("<int:pk>/brief/", acts.Brief.as_view(), name="press_brief"),
    path("<int:pk>/read/", acts.ConfirmRead.as_view(), name="press_read"),
    path("<int:pk>/answer/", ending.BeginAnswer.as_view(), name="press_answer"),
    path("<int:pk>/close/", ending.Close.as_view(), name="press_close"),
    path("<int:pk>/reopen/", ending.Reopen.as_view(), name="press_reopen"),
    path("<int:pk>/cutting/", ending.AddCutting.as_view(), name="press_cutting"),
]
