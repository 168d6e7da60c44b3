"""What can be done with a proceeding, one verb a file."""
