"""What a run proved: recorded scenarios, the outcome of each documented step, and coverage."""
