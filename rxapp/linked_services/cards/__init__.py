"""How a subscriber's cards lie on the start page: their order, and which are hidden."""
