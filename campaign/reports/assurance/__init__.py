"""What kept the campaign safe: each module makes one table of the assurance section, or two."""
