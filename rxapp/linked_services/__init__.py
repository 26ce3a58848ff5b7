"""The billing accounts a subscriber proved theirs and sees in the cabinet (LK-1..LK-6).

Proof is the region, the 12-digit account number and the service's own login and password. A wrong region, number,
login or password gets one and the same refusal. Refused: more than 5 tries an hour or 10 a day for one subscriber, 20 a
day for one billing account.
"""
