"""What a person may ask of us about their data: all of it as a file (PD-4), and the end of it (PD-5, PD-6)."""
