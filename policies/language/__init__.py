"""Reading English text: normalising, sentences, words, patterns over words. Pure: no database, no clock."""
