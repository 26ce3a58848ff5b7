"""Phones and e-mails: add, confirm, make main, remove."""
