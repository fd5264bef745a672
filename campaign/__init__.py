"""Campaign: public awareness campaigns, checked, approved, published exactly once, measured."""

__version__ = "0.1.0"
