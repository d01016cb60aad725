"""What is known beside the room. Pure."""
