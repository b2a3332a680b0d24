"""The API: what other programs of a council may read and bring, with a key and no more power than its holder has."""
