"""The report that is the guide itself, as one folder of pages."""
