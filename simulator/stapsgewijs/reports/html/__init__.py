"""The report: the document itself, with what was proved in place."""
