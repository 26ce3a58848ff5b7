"""Signing in through Yandex, Mail, VK, OK or Google, and linking such an identity to an account.

The key is the provider's subject, never an e-mail: an address in common links nothing by itself. An attempt is ours,
on the server, bound to the browser, used once. The last working way in cannot be removed.
"""
