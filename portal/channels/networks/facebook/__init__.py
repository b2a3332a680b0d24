"""Facebook's Graph API: asking it with a proof that the application asks, and what its own numbers of errors mean."""
