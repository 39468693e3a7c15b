"""The pytest plugin: collection, fixtures, recording."""
