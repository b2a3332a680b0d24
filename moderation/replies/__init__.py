"""Answers to comments: begun as drafts of the council's, cleared like every other item, counted when they are out."""
