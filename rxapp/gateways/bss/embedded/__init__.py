"""A small real billing in our own database: enough for a small ISP, and the default behind the ``bss`` port.

Money moves only through the double-entry ledger (kopecks), points through a ledger of their own. Rows of both are
never changed or deleted: the database itself refuses. Every change is asked for by an idempotency key.
"""
