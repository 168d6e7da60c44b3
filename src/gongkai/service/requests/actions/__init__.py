"""What can be done with a request, one verb a file: the only way to change anything, whoever asks."""
