"""What was used, by record."""
