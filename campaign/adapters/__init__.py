"""One module per platform: how each is spoken to. None knows another, nor the store."""
