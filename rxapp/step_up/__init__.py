"""The window that asks a signed-in person to prove once more who they are, before something that matters (SESS-4).

It lies below the features, so that each page whose acts need a fresh proof can hold it.
"""
