"""The sections of the report, one a file: each makes its part of the document."""
