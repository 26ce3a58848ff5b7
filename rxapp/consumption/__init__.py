"""What was used (CS-1): minutes, messages, gigabytes, rentals, by day and by record, as charts, tables and files.

Who was called is hidden until the person proves once more who they are (PD-8).
"""
