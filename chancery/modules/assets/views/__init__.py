"""Screens of assets with their panels, and the few pages that a Screen cannot make."""
