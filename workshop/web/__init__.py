"""Web: one module for each page of the story, and what they share."""
