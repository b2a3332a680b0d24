"""Training the small classifier again: own sentences, public data, spelling noise, and the fitting."""
