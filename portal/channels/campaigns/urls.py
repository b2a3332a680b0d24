"""Addresses of paid campaigns, below `/<council>/desk/campaigns/`."""

from django.urls import path

from portal.channels.campaigns import views

urlpatterns = [
    path("", views.CampaignsPage.as_view(), name="campaigns"),
    path("csv/", views.CampaignsCsv.as_view(), name="campaigns_csv"),
    path("new/", views.EnterCampaign.as_view(), name="enter_campaign"),
    path("<int:pk>/", views.CampaignPage.as_view(), name="campaign"),
    path("<int:pk>/spend/", views.SpendOnCampaign.as_view(), name="campaign_spend"),
    path("<int:pk>/count/", views.CountForCampaign.as_view(), name="campaign_count"),
    path("<int:pk>/results/", views.CampaignResults.as_view(), name="campaign_results"),
    path("<int:pk>/regard/", views.RegardPoll.as_view(), name="campaign_regard"),
    path("<int:pk>/stop/", views.StopCampaign.as_view(), name="campaign_stop"),
]
