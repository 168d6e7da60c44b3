"""What is done with a run of an import, one verb a file."""
