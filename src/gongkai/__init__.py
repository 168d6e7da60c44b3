"""Gongkai (公开): government information disclosure for an administrative organ in China."""

__version__ = "0.1.0"
