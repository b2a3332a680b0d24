"""What a comment is dealt with as besides: a request, a complaint, a report; each with the time that it has."""
