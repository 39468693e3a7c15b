"""What a run proved, and the reports that tell it."""
