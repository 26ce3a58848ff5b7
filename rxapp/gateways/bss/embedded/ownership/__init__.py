"""Proving an account: the service's own login and password, its mobile number, and how old that number's SIM is."""
