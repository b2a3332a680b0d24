"""Video and sound: read by what they hold, published without places, shown with captions or a transcript."""
