"""A fitted model: what is asked, saved and loaded, and what it says of an article."""
