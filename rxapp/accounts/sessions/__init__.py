"""Sessions: an opaque cookie in the browser, its hash and limits in the database, one-time tickets to get one."""
