"""The phone as web pages."""
