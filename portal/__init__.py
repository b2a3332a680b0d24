"""The ground floor: records, councils, drafts and channels, each importing only those before it."""
