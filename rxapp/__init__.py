"""rxapp: the unified personal account of a telecom operator's subscribers."""
