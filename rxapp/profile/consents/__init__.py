"""Consents: what was agreed to, one click to withdraw (PD-1). A consent's row is never changed; its end is a record."""
