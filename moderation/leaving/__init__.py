"""What is kept of a member who left: handed to them on request, and erased as they ask or when its time is over."""
