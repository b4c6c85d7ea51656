use singletable::{Item, Table};

#[derive(Table)]
#[table(nmae = "Blog", index(GSI1, pk = "gsi1pk", sort = "gsi1sk"))]
#[table(index(pk = "gsi2pk"), type_index(key = "_type"), index)]
#[table(index(GSI3, pk = "gsi3pk", projection = some))]
#[table(index(GSI4, pk = "gsi4pk", sk = "gsi4sk", sk_type = binary))]
#[table(pk = partition, "sk", sk = "a", sk = "b")]
enum Blog {
    #[table(other)]
    Unknown(Item),
}

fn main() {}
