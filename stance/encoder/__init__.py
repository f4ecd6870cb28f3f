"""A small cross-encoder that reads topic and sentence together."""
