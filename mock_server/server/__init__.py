"""HTTP in front of the engine: the app, its middlewares, its pages, the socket."""
