"""Tests of what is known beside the room."""
