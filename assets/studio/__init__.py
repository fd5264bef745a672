"""What the shipped pictures are drawn with and what they show."""
