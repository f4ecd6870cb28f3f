"""What people look at: pages and fragments made from results, with all text escaped."""
