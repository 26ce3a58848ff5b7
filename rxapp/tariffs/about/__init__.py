"""Where a service is, under which contract, with which devices."""
