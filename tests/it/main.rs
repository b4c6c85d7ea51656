//! The integration tests, in one binary so that it links once.

mod support;

mod batch;
mod blog;
mod forms;
mod generators;
mod index_keys;
mod interop;
mod properties;
mod queries;
mod traps;
mod ttl;
mod updates;
mod versions;
