"""Addresses of notices on the desk, below `/<council>/desk/moderation/notices/`."""

from django.urls import path

from moderation.notices import acting, deciding_desk
from moderation.notices.desk import NoticeLetterPaper, NoticePage, NoticesPage
from moderation.notices.posting_desk import LetterPosted

urlpatterns = [
    path("", NoticesPage.as_view(), name="defamation_notices"),
    path("enter/", acting.EnterNotice.as_view(), name="defamation_enter"),
    path("<int:pk>/", NoticePage.as_view(), name="defamation_notice"),
    path("<int:pk>/check/", deciding_desk.CheckNotice.as_view(), name="defamation_check"),
    path("<int:pk>/complete/", acting.CompleteNotice.as_view(), name="defamation_complete"),
    path("<int:pk>/comment/", acting.NameComment.as_view(), name="defamation_comment"),
    path("<int:pk>/pass-on/", acting.PassOn.as_view(), name="defamation_pass_on"),
    path("<int:pk>/answer/", acting.EnterAnswer.as_view(), name="defamation_answer"),
    path("<int:pk>/remove/", deciding_desk.RemoveByNotice.as_view(), name="defamation_remove"),
    path("<int:pk>/keep/", deciding_desk.KeepComment.as_view(), name="defamation_keep"),
    path("<int:pk>/close/", deciding_desk.CloseNotice.as_view(), name="defamation_close"),
    path("<int:pk>/order/", acting.ObeyOrder.as_view(), name="defamation_order"),
    path("<int:pk>/letters/<int:letter>/", NoticeLetterPaper.as_view(), name="defamation_letter"),
    path("<int:pk>/letters/<int:letter>/posted/", LetterPosted.as_view(), name="defamation_letter_posted"),
]
