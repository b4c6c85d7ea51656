//! Projections that hold nothing, or too much; the type and the time to live are not counted.

use singletable::Table;

#[derive(Table)]
#[table(ttl = "ttl", index(None, pk = "pk1", projection = include_only()))]
#[table(index(Most, pk = "pk2", projection = include_only("a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "a10", "a11", "a12", "a13", "a14", "a15", "a16", "a17", "a18", "a19")))]
#[table(index(More, pk = "pk3", projection = include_only("a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "a10", "a11", "a12", "a13", "a14", "a15", "a16", "a17", "a18", "a19", "a20")))]
#[table(index(Text, pk = "pk4", projection = include_only(name)))]
struct Shop;

fn main() {}
