"""What people read: message catalogues in ru (the source), en and hi, money, dates and plurals.

Code names a message by its key, ``feature.reason``; the words live in ``catalogues/<locale>/<feature>.po``.
A message marked ``#. server`` in the ru catalogue never travels to the browser.
"""
