"""What was used, as files to keep: a table for office programs, and a page to print."""
