"""Campaign beside what a user would take instead: the same posts, platform, kills and machine."""
