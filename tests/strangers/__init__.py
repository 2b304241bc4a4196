"""Services of other people's manners, each with a document written by hand: correct, or with three faults planted."""
