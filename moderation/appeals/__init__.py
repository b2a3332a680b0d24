"""Appeals against rulings: made by whoever wrote the comment, decided by somebody else."""
