"""Workshop: live workshops, steered themes, and the plan that comes of them."""
