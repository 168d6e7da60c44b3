"""What follows a reply, or silence: reconsiderations, suits, complaints; and requests to rectify a record."""
