"""Password, second factor, devices and the security journal."""
