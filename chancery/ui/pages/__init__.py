"""Pages of the house, generic over the registry: one file a page, functions that answer a request."""
