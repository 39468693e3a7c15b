"""The resources of the provider's API: a module is one family."""
