"""The command `mythic-mock`: every subcommand of both programs behind one name."""
