"""Organs: who discloses, under whom, and where a citizen finds them."""
