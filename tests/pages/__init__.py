"""The examples of the documentation, run or looked at as they stand."""
