"""What a person keeps about themselves: names, birth date, home address, language, theme, password, consents, notices.

Contacts, sessions, the second factor and the journal are nouns of ``accounts``; the profile's screens show them too.
A remembered session that is reduced may look and must step up before it changes anything (SESS-2).
"""
