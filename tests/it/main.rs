//! The integration tests, in one binary so that it links once.

mod support;

mod all_keys;
mod batch;
mod blog;
mod collections;
mod computed;

mod documentation;
mod floors;
mod forms;
mod generators;
mod idempotency;
mod index_keys;
mod interop;
mod items;
mod leases;
mod list;
mod mapping;
mod observability;
mod pages;
mod projections;
mod properties;
mod queries;
mod read_transactions;
mod scan;
mod sessions;
mod slow;
mod stream_records;
mod times;
mod traps;
mod ttl;
mod unique;
mod updates;
mod versions;
