"""People in scenarios, with their browser and their phone."""
