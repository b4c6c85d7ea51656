//! The checks between the entities of a large table stay within the compiler's patience.

use singletable::{Entity, Table};

macro_rules! entities {
    ($($name:ident $sk:literal,)*) => {
        #[derive(Table)]
        enum Large {
            $($name($name),)*
        }

        $(
            #[derive(Entity)]
            #[entity(table = Large, pk = "ORGANISATION#<organisation>", sk = $sk)]
            struct $name {
                organisation: String,
                id: String,
            }
        )*
    };
}

entities! {
    E0 "E0#<id>", E1 "E1#<id>", E2 "E2#<id>", E3 "E3#<id>", E4 "E4#<id>", E5 "E5#<id>",
    E6 "E6#<id>", E7 "E7#<id>", E8 "E8#<id>", E9 "E9#<id>", E10 "E10#<id>", E11 "E11#<id>",
    E12 "E12#<id>", E13 "E13#<id>", E14 "E14#<id>", E15 "E15#<id>", E16 "E16#<id>", E17 "E17#<id>",
    E18 "E18#<id>", E19 "E19#<id>", E20 "E20#<id>", E21 "E21#<id>", E22 "E22#<id>", E23 "E23#<id>",
    E24 "E24#<id>", E25 "E25#<id>", E26 "E26#<id>", E27 "E27#<id>", E28 "E28#<id>", E29 "E29#<id>",
    E30 "E30#<id>", E31 "E31#<id>", E32 "E32#<id>", E33 "E33#<id>", E34 "E34#<id>", E35 "E35#<id>",
    E36 "E36#<id>", E37 "E37#<id>", E38 "E38#<id>", E39 "E39#<id>", E40 "E40#<id>", E41 "E41#<id>",
    E42 "E42#<id>", E43 "E43#<id>", E44 "E44#<id>", E45 "E45#<id>", E46 "E46#<id>", E47 "E47#<id>",
    E48 "E48#<id>", E49 "E49#<id>", E50 "E50#<id>", E51 "E51#<id>", E52 "E52#<id>", E53 "E53#<id>",
    E54 "E54#<id>", E55 "E55#<id>", E56 "E56#<id>", E57 "E57#<id>", E58 "E58#<id>", E59 "E59#<id>",
    E60 "E60#<id>", E61 "E61#<id>", E62 "E62#<id>", E63 "E63#<id>", E64 "E64#<id>", E65 "E65#<id>",
    E66 "E66#<id>", E67 "E67#<id>", E68 "E68#<id>", E69 "E69#<id>", E70 "E70#<id>", E71 "E71#<id>",
    E72 "E72#<id>", E73 "E73#<id>", E74 "E74#<id>", E75 "E75#<id>", E76 "E76#<id>", E77 "E77#<id>",
    E78 "E78#<id>", E79 "E79#<id>", E80 "E80#<id>", E81 "E81#<id>", E82 "E82#<id>", E83 "E83#<id>",
    E84 "E84#<id>", E85 "E85#<id>", E86 "E86#<id>", E87 "E87#<id>", E88 "E88#<id>", E89 "E89#<id>",
    E90 "E90#<id>", E91 "E91#<id>", E92 "E92#<id>", E93 "E93#<id>", E94 "E94#<id>", E95 "E95#<id>",
    E96 "E96#<id>", E97 "E97#<id>", E98 "E98#<id>", E99 "E99#<id>", E100 "E100#<id>", E101 "E101#<id>",
    E102 "E102#<id>", E103 "E103#<id>", E104 "E104#<id>", E105 "E105#<id>", E106 "E106#<id>", E107 "E107#<id>",
    E108 "E108#<id>", E109 "E109#<id>", E110 "E110#<id>", E111 "E111#<id>", E112 "E112#<id>", E113 "E113#<id>",
    E114 "E114#<id>", E115 "E115#<id>", E116 "E116#<id>", E117 "E117#<id>", E118 "E118#<id>", E119 "E119#<id>",
}

fn main() {
    assert_eq!(<Large as singletable::TableModel>::SCHEMA.entities.len(), 120);
}
