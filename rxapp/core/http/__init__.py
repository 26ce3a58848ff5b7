"""The HTTP shell around the app: hosts, headers, same-origin posts, health. Plain ASGI, no subscriber in it."""
