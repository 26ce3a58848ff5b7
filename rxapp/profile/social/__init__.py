"""The profile's part about other services."""
