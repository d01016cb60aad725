"""Asyncio around the rules: turns, what they publish, and who listens."""
