"""Changing what one has (TF-1..TF-3): tariff, options, a voluntary stop.

Each change is shown first with its exact words and price, takes effect only when the person confirms that very offer,
and leaves a receipt. What is not possible now says which rule forbids it and from which day it will be (B-3).
"""
