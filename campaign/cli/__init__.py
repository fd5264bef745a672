"""Commands for people: each says what it did, what is wrong, and what to do next."""
