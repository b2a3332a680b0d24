"""Pages of reviewers: on the desk, and behind the private link."""
