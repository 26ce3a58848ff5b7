"""The live feed: open tabs of an account hear that something changed and read the values again."""
