//! Opens the store, takes the lock, runs the loops, reloads rules, stops cleanly.
