"""Slots, plan, diff and rehearsal: what is to be said, where and when."""
