"""The register of official channels: proposing, approving, describing, access, closing for good, reviewing."""
