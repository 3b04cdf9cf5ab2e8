"""Module: a module's declaration, the registry and its checks. Frozen data, no views."""
