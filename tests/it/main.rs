//! The integration tests, in one binary so that it links once.

mod support;

mod blog;
mod interop;
mod properties;
mod queries;
mod traps;
mod updates;
