"""What is written from the programs' parsers: the page of all options, the JSON Schema of the file of settings."""
