"""Messages to subscribers that survive a crash: written beside the change that causes them, sent after its commit.

A message is sent once it is committed, within its term, and as good as once (the gateway gets the same key each
time). Its text is erased as soon as it is sent or given up: one-time codes do not stay in the database.
"""
