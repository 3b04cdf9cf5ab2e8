"""Attachments: files kept by their digest, what they are by content, and the text inside them (附件)."""
