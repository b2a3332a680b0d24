"""What comes in: comments and what the council did about them."""

from moderation.models.comment import LONGEST_TEXT, Comment, CommentVersion
from moderation.models.discussion import Discussion

__all__ = ["LONGEST_TEXT", "Comment", "CommentVersion", "Discussion"]
