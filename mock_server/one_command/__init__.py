"""One command, `mythic-mock`, in front of the two programs; it knows their names and imports what is called."""
