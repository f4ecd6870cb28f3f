"""Whose stance a sentence reports: candidates, the model that ranks them, and who is who."""
