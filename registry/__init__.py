"""What a registry decides: model, store, policy, actions and jobs; it knows no socket, no web page and no XML."""
