"""Journeys in a real browser, and what another team may import to write its own."""
