"""The demo operator: real tariffs, subscribers with a history, and a console that makes things happen."""
