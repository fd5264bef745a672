"""Files in, messages out: everything a person edits, read and validated."""
