"""The first version of the API: what it reads, what it takes, and the words of its errors."""
