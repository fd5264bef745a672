"""The pages: the sandbox timeline, what is due, the report."""
