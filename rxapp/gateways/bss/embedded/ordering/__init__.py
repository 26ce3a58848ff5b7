"""What a subscriber changes by themselves: tariff, options, a voluntary stop.

The operator's rules are rows, not code: what is allowed by the direction of a tariff change and when, what it costs,
how long it may be taken back; which options need or exclude each other; how long and at what price a service may stand
still. A change at once is charged for the days left of the paid month; one from the next period waits as an order and
is carried out by the monthly run.
"""
