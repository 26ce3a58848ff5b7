"""The texts a person agrees to, and the page for addresses that lead nowhere."""
