"""What a request passes, one middleware a file; `server.app` has their order."""
