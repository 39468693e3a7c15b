"""Views of the phone."""
