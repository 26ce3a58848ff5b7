"""One page object per screen: contract ids, sentences."""
