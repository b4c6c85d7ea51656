use singletable::bounds::{ConsistentReads, TransactWrite};
use singletable::key::SortKey;

struct Own;

impl ConsistentReads for Own {}

impl SortKey for Own {}

impl TransactWrite for Own {}

fn main() {}
