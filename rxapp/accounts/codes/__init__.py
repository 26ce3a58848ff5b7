"""Confirmation codes: six digits by SMS, counted, timed, bound to one purpose, destination and browser."""
