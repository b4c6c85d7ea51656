use singletable::Table;

#[derive(Table)]
#[table(name = "my table", separator = "#####")]
struct Names;

#[derive(Table)]
#[table(separator = "a")]
struct Letter;

fn main() {}
