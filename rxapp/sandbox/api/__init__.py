"""The testers' door: ``/sandbox/api``, JSON, described by OpenAPI. Sandbox only; in production it is not there (404).

It makes people in any state, reads what was sent to them, moves the clock and starts over. One table of operations is
both what is routed and what is described, so the description cannot differ from the door.
"""
