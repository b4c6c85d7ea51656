//! Reads over keys of every type, against a model.
