"""What the law says, as plain Python and dated data. The ground of the house: it imports nothing above it."""
