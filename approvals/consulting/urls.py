"""Addresses of consulting, below `/<council>/desk/consultations/`."""

from django.urls import path

from approvals.consulting.views import desk, giving

urlpatterns = [
    path("item/<int:communication>/", desk.ConsultationsPage.as_view(), name="consultations"),
    path("item/<int:communication>/ask/", desk.ConsultPage.as_view(), name="consult"),
    path("item/<int:communication>/about/", desk.AboutPage.as_view(), name="item_about"),
    path("about/<int:pk>/end/", desk.NotAbout.as_view(), name="item_not_about"),
    path("<int:pk>/", giving.GiveView.as_view(), name="consultation"),
    path("<int:pk>/drop/", desk.Drop.as_view(), name="consult_drop"),
]
