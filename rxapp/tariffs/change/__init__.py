"""A change from the first press to the receipt: the quote, the window with its exact words, the order.

What the person agrees to is written down before anything is ordered; the receipt's id is the order's idempotency key,
so an order that was cut off is sent again by itself and never done twice.
"""
