"""The part of the ledger's vocabulary about what the public says to a council (portal.records.verbs has it all)."""

WHAT_THE_PUBLIC_SAYS: dict[str, str] = {
    "comment_received": "received a comment",
    "comment_changed": "received other words of a comment",
    "comment_gone": "noted that a comment was deleted where it was said",
    "comment_back": "noted that a comment stands again where it was said",
    "comments_allowed": "let residents comment under an item",
    "comments_closed": "closed the comments under an item, with a message",
    "holding_chosen": "chose what of the comments on a channel waits for a person",
    "comment_claimed": "took a comment in hand",
    "comment_put_back": "put a comment back in the queue",
    "comment_ruled": "ruled on a comment",
    "ruling_appealed": "received an appeal against a ruling on a comment",
    "appeal_decided": "decided an appeal against a ruling on a comment",
    "ruling_carried_out": "showed that a ruling on a comment is carried out",
    "ruling_left_to_hand": "left it to somebody’s hands to carry a ruling out on a network",
    "comment_reply_begun": "began an answer to a comment",
    "comment_answered": "noted that the answer to a comment went out",
    "comment_referred": "opened a request, a complaint or a report from a comment",
    "referral_closed": "closed a request, a complaint or a report from a comment",
    "measure_taken": "warned an author whose words came down, or blocked their address",
    "measure_ended": "ended a warning or a block of an author",
}
