"""X: a sign-in that renews itself, pictures with their descriptions, posts found again among the account's own."""
