"""Who is told of what, over which channel.

What touches the security of an account is always told over every confirmed phone and e-mail (PW-8); nobody can switch
that off. Everything else goes where its owner wants it.
"""
