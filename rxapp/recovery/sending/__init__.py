"""The code and the link of a recovery, and the same work for a name nobody has."""
