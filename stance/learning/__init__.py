"""Estimators: the linear ones over features, and the stance classifier made of them."""
