"""What a subscriber changes by themselves: tariff, options, a voluntary stop."""
