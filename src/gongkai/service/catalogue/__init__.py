"""What an organ publishes: documents and their editions, when each may be seen, and what they replace."""
