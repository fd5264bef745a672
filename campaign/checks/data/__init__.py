"""Word lists; SOURCES.md tells where each one comes from."""
