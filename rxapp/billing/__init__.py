"""Money and services of the subscriber's linked billing accounts, as the operator's system tells them (DB-1).

Nothing is kept here: each verb asks the ``bss`` port anew. A debt is due at once; otherwise what the coming monthly
charges lack is due by the first day on which the money would not suffice.
"""
