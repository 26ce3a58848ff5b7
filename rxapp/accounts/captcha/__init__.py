"""A picture and a sound only people can read, made here: no third party learns who wants to sign in."""
