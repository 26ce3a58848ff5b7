"""The tests of rxapp."""
