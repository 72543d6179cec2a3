"""Signing in with an account elsewhere: OpenID Connect, with as many providers as an admin names."""
