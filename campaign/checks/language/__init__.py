"""Spelling, hashtags, reading age and Welsh: pure functions of a text and of lists in ``data/``.

Nothing here is read from the disk before a function needs it.
"""
