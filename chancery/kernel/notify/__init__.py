"""Notify: messages to posts and persons, the evening's digest, and mail for who wants it (消息)."""
