"""One verb a file; the one way to change anything here, for page, command line and import alike."""
