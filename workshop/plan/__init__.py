"""What comes after the workshop: a plan that remembers where every word came from."""
