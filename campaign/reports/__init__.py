"""The evaluation report: what was sent, and how people responded, without embellishment."""
