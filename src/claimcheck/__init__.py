"""What was published, whether it can be true, and what it implies."""
