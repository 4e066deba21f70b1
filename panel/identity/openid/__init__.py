"""The panel as an OpenID provider: all rules, no HTTP but what an application is told by."""
