"""The doors of the account: who may see a page's HTML, open a socket, fire an event."""
