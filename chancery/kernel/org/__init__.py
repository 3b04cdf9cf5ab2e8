"""Org: the tree of organs, posts with tenure, people, deputies, and accounts."""
