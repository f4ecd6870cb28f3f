"""What the classifiers see of a sentence and a topic."""
