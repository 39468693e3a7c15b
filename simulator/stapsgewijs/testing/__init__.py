"""The phone network in anybody's tests: a pytest plugin with `phone_network`, `organisation` and `handset`.

The plugin is loaded in every test run where this is installed, so nothing is imported before a test asks for it.
"""
