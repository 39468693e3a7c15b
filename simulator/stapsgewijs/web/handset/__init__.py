"""The handset as web pages."""
