"""The report for people: the guide itself with the outcomes, as one folder of pages."""
