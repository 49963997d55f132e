//! config.toml as written → settings ready to run; all problems at once.
