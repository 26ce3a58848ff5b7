"""The bonus programme: points earned, spent, expired; what they buy."""
