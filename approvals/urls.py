"""Addresses of the clerk's desk, below `/<council>/desk/queue/`."""

from django.urls import path

from approvals.views import amending, deciding, deliveries, items, lists, report, review, submitting, urgent

urlpatterns = [
    path("", lists.QueuePage.as_view(), name="queue"),
    path("decided/", lists.DecidedPage.as_view(), name="queue_decided"),
    path("scheduled/", lists.ScheduledPage.as_view(), name="queue_scheduled"),
    path("confirm/", lists.ToConfirmPage.as_view(), name="to_confirm"),
    path("confirm/<int:pk>/", deliveries.Confirm.as_view(), name="confirm_issue"),
    path("deliveries/", lists.DeliveriesPage.as_view(), name="deliveries"),
    path("second-looks/", lists.SecondLooksPage.as_view(), name="second_looks"),
    path("second-looks/<int:pk>/", urgent.TakeSecondLook.as_view(), name="second_look"),
    path("report/", report.ReportPage.as_view(), name="report"),
    path("report/csv/", report.ReportCsv.as_view(), name="report_csv"),
    path("<int:pk>/", review.ReviewPage.as_view(), name="review"),
    path("<int:pk>/claim/", review.ClaimReview.as_view(), name="review_claim"),
    path("<int:pk>/put-back/", review.PutBackReview.as_view(), name="review_put_back"),
    path("<int:pk>/letter.pdf", review.LetterPreview.as_view(), name="review_letter"),
    path("<int:pk>/approve/", deciding.ApproveReview.as_view(), name="review_approve"),
    path("<int:pk>/return/", deciding.ReturnReview.as_view(), name="review_return"),
    path("<int:pk>/reject/", deciding.RejectReview.as_view(), name="review_reject"),
    path("<int:pk>/amend/", amending.AmendReview.as_view(), name="review_amend"),
    path("urgent/<int:communication>/", urgent.IssueUrgently.as_view(), name="urgent"),
    path("submit/<int:communication>/", submitting.SubmitDraft.as_view(), name="submit"),
    path("recall/<int:communication>/", submitting.RecallDraft.as_view(), name="recall"),
    path("item/<int:communication>/", items.IssuedItem.as_view(), name="issued_item"),
    path("item/<int:communication>/export/", items.ExportItem.as_view(), name="item_export"),
    path("item/<int:communication>/stop/", items.CancelSchedule.as_view(), name="cancel_schedule"),
    path("item/<int:communication>/time/", items.Reschedule.as_view(), name="reschedule"),
    path("item/<int:communication>/withdraw/", items.Withdraw.as_view(), name="withdraw"),
    path("item/<int:communication>/headline/", items.TakeHeadline.as_view(), name="take_headline"),
    path("delivery/<slug:kind>/<int:pk>/again/", deliveries.TryAgain.as_view(), name="delivery_again"),
    path("mailing/<int:pk>/again/", deliveries.TryAllAgain.as_view(), name="mailing_again"),
    path("delivery/<slug:kind>/<int:pk>/settle/", deliveries.SettleByHand.as_view(), name="delivery_settle"),
]
