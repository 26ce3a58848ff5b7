"""Who a made person is: what the tester said, checked by the product's rules, and the rest made up."""
