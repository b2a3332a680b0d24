"""The council's meetings and what it decided to think there."""
