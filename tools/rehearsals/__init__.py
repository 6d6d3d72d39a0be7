"""Whole classes and installations, run once on this machine."""
