"""Addresses of jobs and places, below `/<council>/desk/`."""

from django.urls import path

from portal.channels.printing import magazine_views, round_views, views

urlpatterns = [
    path("channels/<int:pk>/place/", views.DescribePlace.as_view(), name="describe_place"),
    path("jobs/", views.JobsPage.as_view(), name="jobs"),
    path("jobs/<int:pk>/", views.JobPage.as_view(), name="job_page"),
    path("jobs/<int:pk>/sheet.pdf", views.JobSheet.as_view(), name="job_sheet"),
    path("jobs/<int:pk>/pictures/<str:sha256>/", views.JobPicture.as_view(), name="job_picture"),
    path("jobs/<int:pk>/photo/<str:step>/", views.JobPhoto.as_view(), name="job_photo"),
    path("jobs/<int:pk>/streets/", round_views.TickStreets.as_view(), name="job_streets"),
    path(
        "jobs/<int:pk>/streets/<int:street>/untick/", round_views.UntickStreet.as_view(), name="untick_street"
    ),
    path("jobs/<int:pk>/who/", views.AssignJob.as_view(), name="assign_job"),
    path("jobs/<int:pk>/done/", views.ProveJob.as_view(), name="prove_job"),
    path("jobs/<int:pk>/down/", views.ProveDown.as_view(), name="prove_down"),
    path("jobs/<int:pk>/take-down/", views.AskDown.as_view(), name="ask_down"),
    path("jobs/<int:pk>/issue/", magazine_views.MoveArticle.as_view(), name="move_article"),
    path("magazine/", magazine_views.MagazinePage.as_view(), name="magazine"),
    path("magazine/add/", magazine_views.AddIssue.as_view(), name="add_magazine_issue"),
    path("magazine/<int:pk>/", magazine_views.IssuePage.as_view(), name="magazine_issue"),
    path("magazine/<int:pk>/articles.docx", magazine_views.IssueFile.as_view(), name="magazine_docx"),
    path("magazine/<int:pk>/change/", magazine_views.ChangeIssue.as_view(), name="change_magazine_issue"),
    path("magazine/<int:pk>/out/", magazine_views.IssueOut.as_view(), name="magazine_out"),
]
