"""The start page of a signed-in subscriber: money, services, points and what happened, all of it live.

It shows only what the operator says about accounts the subscriber has proved theirs, and reads it again whenever
something changes there. A new account sees the invitation to link its first service.
"""
