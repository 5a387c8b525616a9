"""Materials written as data: every TOML file of this package is one."""
