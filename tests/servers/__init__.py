"""Real servers, fakes and fault makers that tests start on loopback."""
