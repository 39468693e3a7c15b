"""The phone network for other people's tests: a pytest plugin with `phone_network`, `organisation` and `handset`.

The plugin is loaded in every test run where this package is installed, so it imports nothing before a test asks for it.
"""
