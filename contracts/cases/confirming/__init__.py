"""What was found is shown again, by as few and as plain requests as will do."""
