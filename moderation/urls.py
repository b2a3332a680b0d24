"""Addresses of the desk for what the public says, below `/<council>/desk/moderation/`."""

from django.urls import include, path

from moderation.appeals.desk import DecideAppeal, EnterAppeal
from moderation.discussions import desk as discussions
from moderation.errands.desk import ReportThere, TellThere
from moderation.feedback.desk import ChannelFeedback
from moderation.holding.desk import ChooseHolding, HoldingPage
from moderation.informing.desk import NoteTold
from moderation.measures.desk import (
    BlockAuthor,
    EndedBlocks,
    EndMeasure,
    KeepBlock,
    MeasuresPage,
    NoteGiven,
    ProveThere,
    WarnAuthor,
)
from moderation.pictures.desk import KeepPicture, PictureFile
from moderation.referrals.desk import CloseReferral, ReferComment
from moderation.replies.desk import ReplyToComment
from moderation.views import desk
from moderation.views.report import ReportPaper

urlpatterns = [
    path("", desk.CommentsPage.as_view(), name="moderation"),
    path("report.pdf", ReportPaper.as_view(), name="moderation_report"),
    path("enter/", desk.EnterComment.as_view(), name="comment_enter"),
    path("items/<int:communication>/", discussions.CommentsOfItem.as_view(), name="comments_item"),
    path("items/<int:communication>/close/", discussions.CloseComments.as_view(), name="comments_close"),
    path("appeals/<int:pk>/", DecideAppeal.as_view(), name="appeal_decide"),
    path("<int:pk>/appeal/", EnterAppeal.as_view(), name="appeal_enter"),
    path("notices/", include("moderation.notices.urls")),
    path("packs/", include("moderation.packs.urls")),
    path("holding/", HoldingPage.as_view(), name="holding"),
    path("holding/<int:pk>/", ChooseHolding.as_view(), name="holding_choose"),
    path("feedback/<int:pk>/", ChannelFeedback.as_view(), name="channel_feedback"),
    path("<int:pk>/", desk.CommentPage.as_view(), name="comment"),
    path("<int:pk>/claim/", desk.ClaimComment.as_view(), name="comment_claim"),
    path("<int:pk>/put-back/", desk.PutBackComment.as_view(), name="comment_put_back"),
    path("blocks/", MeasuresPage.as_view(), name="measures"),
    path("blocks/over/", EndedBlocks.as_view(), name="measures_ended"),
    path("blocks/<int:pk>/end/", EndMeasure.as_view(), name="measure_end"),
    path("blocks/<int:pk>/keep/", KeepBlock.as_view(), name="measure_keep"),
    path("blocks/<int:pk>/there/", ProveThere.as_view(), name="measure_done"),
    path("blocks/<int:pk>/given/", NoteGiven.as_view(), name="warning_given"),
    path("<int:pk>/warn/", WarnAuthor.as_view(), name="comment_warn"),
    path("<int:pk>/block/", BlockAuthor.as_view(), name="comment_block"),
    path("<int:pk>/reply/", ReplyToComment.as_view(), name="comment_reply"),
    path("<int:pk>/refer/", ReferComment.as_view(), name="comment_refer"),
    path("referrals/<int:pk>/report/", ReportThere.as_view(), name="referral_report"),
    path("referrals/<int:pk>/close/", CloseReferral.as_view(), name="referral_close"),
    path("<int:pk>/picture/", KeepPicture.as_view(), name="comment_picture"),
    path("pictures/<int:pk>/", PictureFile.as_view(), name="comment_picture_file"),
    path("<int:pk>/told/", NoteTold.as_view(), name="comment_told"),
    path("<int:pk>/told/send/", TellThere.as_view(), name="comment_tell"),
    path("<int:pk>/done/", desk.ProveRuling.as_view(), name="comment_done"),
]
