"""Many documents at once: tables with their files, tried first, entered in batches, reviewed as one batch."""
