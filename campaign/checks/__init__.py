"""Every rule a small function over the library."""
