"""The process that keeps time and delivers."""
