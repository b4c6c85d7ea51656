use singletable::Table;

#[derive(Table)]
#[table(index(GSI1, pk = "gsi1pk"), index(GSI1, pk = "gsi2pk"))]
#[table(index(GSI3, sk = "gsi3sk"))]
#[table(index(Local1, local, pk = "pk", sk = "a"))]
#[table(index(Local2, local))]
#[table(index(Number, pk = "n", sk = number))]
#[table(index("No spaces", pk = "spaces"), index(Ix, pk = "short"))]
struct Wrong;

#[derive(Table)]
#[table(index(Local1, local, sk = "l1"), index(Local2, local, sk = "l2"))]
#[table(index(Local3, local, sk = "l3"), index(Local4, local, sk = "l4"))]
#[table(index(Local5, local, sk = "l5"), index(Local6, local, sk = "l6"))]
struct TooManyLocal;

#[derive(Table)]
#[table(index(Text, pk = "a", sk = "shared"))]
#[table(index(Numbers, pk = "b", sk = number("shared")))]
struct TwoTypes;

fn main() {}
