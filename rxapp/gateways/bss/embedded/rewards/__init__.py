"""The bonus programme: points earned, spent, expired; what they buy.

Points lie in lots that expire months after they were earned; spending takes the oldest lot first. A level is reached by
what was earned within a year and holds for a year. A refund of a payment takes its points back, first from its own lot,
then from the oldest, and never more than there are. Rates, birthdays, years of loyalty, months and rewards are rows.
"""
