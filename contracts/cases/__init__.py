"""What is sent: journeys, boundary values, access paths, generated cases, and the way back."""
