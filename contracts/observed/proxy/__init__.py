"""The proxy: passes HTTP/1.1 on octet by octet and judges a copy of it; what is under `forwarder` runs by itself."""
