"""The phones and e-mails of an account: add, confirm, make main, remove.

A contact counts once its owner has read a code there. Whether a contact belongs to somebody else is never told to who
adds it, only to its owner, there (security.md 2.3). The last confirmed contact cannot be removed: it is the last way to
get back in (OA-6). Every change ends in a new session id (SESS-3) and word to every confirmed channel.
"""
