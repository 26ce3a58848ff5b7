"""The bonus programme for the subscriber (BN-1): points, level, the way to the next one.

Participation begins with the first linked billing account. Points, rates and levels are the operator's.
"""
