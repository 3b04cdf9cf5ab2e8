"""Hotline (12345政务服务便民热线): what the office does here is told in README.md."""
