"""Scoring any number of sentences, on one machine or many."""
