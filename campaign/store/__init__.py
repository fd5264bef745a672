"""What happened: rows, never content files. The one Django app with models."""
