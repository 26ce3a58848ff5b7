"""Foundations with no subscriber in them and no Reflex: settings, database, clock, money, errors, logging."""
