"""What maintainers run: refreshing notebooks and measuring."""
