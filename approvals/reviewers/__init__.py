"""Named reviewers: a partner checks facts, a solicitor reads. They comment on one exact revision and decide nothing."""
