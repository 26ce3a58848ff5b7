"""Five pretend identity providers on our own port: real HTTP, each with the manners of the one it plays.

What each demands and how it fails: facts, section 10. Texts of errors are partly our own guesses, shapes are not. They
live outside of the product's world: real clock, own tables, nothing of ours imported but the settings they imitate.
"""
