"""An overlay that would make the document true."""
