"""The list of what is linked: names, order, hiding, unlinking (LK-6)."""
