"""Memory: the only package that speaks SQL. Functions take a session and hand out nouns."""
