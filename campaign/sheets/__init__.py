"""Spreadsheets and calendars: the campaign out to them, and changes back in."""
