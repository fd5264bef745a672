"""What is wrong with a template that needs Jinja2."""

from __future__ import annotations


class TemplateFault(Exception):
    """What is wrong with a template; ``line`` counts from 1 within its text."""

    def __init__(self, message: str, line: int, fix: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.fix = fix
