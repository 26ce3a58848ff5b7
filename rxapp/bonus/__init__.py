"""The bonus programme for the subscriber (BN-1, X-44): points, level, the way to the next one, rewards, history.

Participation begins with the first linked billing account, or with the button. Points, rates, levels and rewards are
the operator's. A reward is taken once a press of its window, whatever is pressed how often.
"""
