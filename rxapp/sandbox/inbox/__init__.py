"""The inbox of the sandbox: every SMS and letter the product would have sent, codes included."""
