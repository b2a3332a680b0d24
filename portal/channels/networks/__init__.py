"""The one way out to the networks on which a council speaks: guarded, bounded, paced, and written down. See ADR 19."""
