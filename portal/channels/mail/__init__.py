"""Press mail: what it says, the SMTP conversation that hands it over, and the journal that remembers it."""
