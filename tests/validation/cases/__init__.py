"""What is computed for each case, a module a package."""
