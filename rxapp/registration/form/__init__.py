"""The card that each step of the wizard is."""
