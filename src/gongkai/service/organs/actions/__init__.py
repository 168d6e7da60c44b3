"""One verb a file; the one way to change anything here."""
