"""From a due post to a receipt, and from a receipt to its readings."""
