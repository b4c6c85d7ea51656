//! The integration tests, in one binary so that it links once.

mod support;

mod blog;
mod forms;
mod generators;
mod index_keys;
mod interop;
mod list;
mod pages;
mod properties;
mod queries;
mod scan;
mod traps;
mod ttl;
mod updates;
mod versions;
