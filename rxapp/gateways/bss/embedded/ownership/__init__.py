"""Proving an account: the service's own login and password."""
