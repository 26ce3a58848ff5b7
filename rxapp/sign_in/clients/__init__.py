"""Who may send people to our sign-in: our own cabinet and the operator's other sites, each named in the settings.

An unknown client or a redirect address that is not exactly a registered one gets an error page, never a redirect
(RFC 9700, 2.1). The codes an OpenID Connect provider would hand to these clients are a later matter; this is its seam.
"""
