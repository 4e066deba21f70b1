"""A relying party of OpenID Connect: it sends people to a provider, and believes of tokens what it can verify, no more."""
