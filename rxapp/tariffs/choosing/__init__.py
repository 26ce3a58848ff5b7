"""The tariffs a service could have: what each costs, what is gained and lost, when it may begin, side by side."""
