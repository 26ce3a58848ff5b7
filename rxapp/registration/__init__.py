"""Registration in three steps: name to sign in by, about you, contacts and confirmation.

The steps are kept in a draft tied to the browser, so a reload, a lost connection or a restart loses nothing. Steps
follow one another and cannot be skipped. A phone or e-mail somebody has proved theirs is never given away: the owner
gets a message, the stranger sees the same screen as everybody. An unconfirmed draft is removed after 24 hours.
"""
