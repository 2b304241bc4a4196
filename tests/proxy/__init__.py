"""Tests of the proxy: octets, connections, what is judged, and the command."""
