"""Pretrained models of sentences behind one interface: the meaning of a text as numbers."""
