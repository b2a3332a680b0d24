"""Addresses of the register of channels, below `/<council>/desk/channels/`."""

from django.urls import path

from portal.channels.register import review_views, views

urlpatterns = [
    path("propose/", views.ProposeChannel.as_view(), name="propose_channel"),
    path("<int:pk>/", views.ChannelPage.as_view(), name="channel"),
    path("<int:pk>/agenda/", views.TableChannel.as_view(), name="table_channel"),
    path("<int:pk>/approved/", views.ApproveChannel.as_view(), name="approve_channel"),
    path("<int:pk>/refused/", views.RefuseChannel.as_view(), name="refuse_channel"),
    path("<int:pk>/describe/", views.DescribeChannel.as_view(), name="describe_channel"),
    path("<int:pk>/access/", views.GiveAccess.as_view(), name="give_channel_access"),
    path("<int:pk>/review/", review_views.DrawUpReview.as_view(), name="review_channel"),
    path("reviews/<int:pk>/", review_views.ReviewPage.as_view(), name="channel_review"),
    path("reviews/<int:pk>/paper.pdf", review_views.ReviewPdf.as_view(), name="channel_review_pdf"),
    path("reviews/<int:pk>/decide/", review_views.DecideReview.as_view(), name="decide_channel_review"),
    path("access/<int:pk>/end/", views.EndAccess.as_view(), name="end_channel_access"),
    path("<int:pk>/close-for-good/", views.OrderClosure.as_view(), name="order_closure"),
    path("closures/<int:pk>/recall/", views.RecallClosure.as_view(), name="recall_closure"),
    path("closures/<int:pk>/closed/", views.ProveClosed.as_view(), name="prove_closed"),
    path("closures/<int:pk>/picture/", views.ClosurePicture.as_view(), name="closure_picture"),
]
