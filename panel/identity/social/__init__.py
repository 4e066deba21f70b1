"""Signing in by what somebody is at another provider: OAuth 2.0 and OpenID Connect from the other side."""
