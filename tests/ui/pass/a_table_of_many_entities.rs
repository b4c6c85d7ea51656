//! The checks between the entities of a large table stay within the compiler's patience.

use singletable::{Entity, Table};

/// Keys of many fields, which differ in their last literal alone.
#[derive(Table)]
enum Long {
    First(First),
    Second(Second),
}

macro_rules! long {
    ($($name:ident $sk:literal,)*) => {$(
        #[derive(Entity)]
        #[entity(table = Long, sk = $sk)]
        #[entity(pk = "<a>#<b>#<c>#<d>#<e>#<f>#<g>#<h>#<i>#<j>#<k>#<l>#<m>#<n>")]
        struct $name {
            a: String, b: String, c: String, d: String, e: String, f: String, g: String,
            h: String, i: String, j: String, k: String, l: String, m: String, n: String,
        }
    )*};
}

long! { First "FIRST", Second "SECOND", }

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
    E0 "ENTITY0#<id>", E1 "ENTITY1#<id>", E2 "ENTITY2#<id>", E3 "ENTITY3#<id>", E4 "ENTITY4#<id>",
    E5 "ENTITY5#<id>", E6 "ENTITY6#<id>", E7 "ENTITY7#<id>", E8 "ENTITY8#<id>", E9 "ENTITY9#<id>",
    E10 "ENTITY10#<id>", E11 "ENTITY11#<id>", E12 "ENTITY12#<id>", E13 "ENTITY13#<id>", E14 "ENTITY14#<id>",
    E15 "ENTITY15#<id>", E16 "ENTITY16#<id>", E17 "ENTITY17#<id>", E18 "ENTITY18#<id>", E19 "ENTITY19#<id>",
    E20 "ENTITY20#<id>", E21 "ENTITY21#<id>", E22 "ENTITY22#<id>", E23 "ENTITY23#<id>", E24 "ENTITY24#<id>",
    E25 "ENTITY25#<id>", E26 "ENTITY26#<id>", E27 "ENTITY27#<id>", E28 "ENTITY28#<id>", E29 "ENTITY29#<id>",
    E30 "ENTITY30#<id>", E31 "ENTITY31#<id>", E32 "ENTITY32#<id>", E33 "ENTITY33#<id>", E34 "ENTITY34#<id>",
    E35 "ENTITY35#<id>", E36 "ENTITY36#<id>", E37 "ENTITY37#<id>", E38 "ENTITY38#<id>", E39 "ENTITY39#<id>",
    E40 "ENTITY40#<id>", E41 "ENTITY41#<id>", E42 "ENTITY42#<id>", E43 "ENTITY43#<id>", E44 "ENTITY44#<id>",
    E45 "ENTITY45#<id>", E46 "ENTITY46#<id>", E47 "ENTITY47#<id>", E48 "ENTITY48#<id>", E49 "ENTITY49#<id>",
    E50 "ENTITY50#<id>", E51 "ENTITY51#<id>", E52 "ENTITY52#<id>", E53 "ENTITY53#<id>", E54 "ENTITY54#<id>",
    E55 "ENTITY55#<id>", E56 "ENTITY56#<id>", E57 "ENTITY57#<id>", E58 "ENTITY58#<id>", E59 "ENTITY59#<id>",
    E60 "ENTITY60#<id>", E61 "ENTITY61#<id>", E62 "ENTITY62#<id>", E63 "ENTITY63#<id>", E64 "ENTITY64#<id>",
    E65 "ENTITY65#<id>", E66 "ENTITY66#<id>", E67 "ENTITY67#<id>", E68 "ENTITY68#<id>", E69 "ENTITY69#<id>",
    E70 "ENTITY70#<id>", E71 "ENTITY71#<id>", E72 "ENTITY72#<id>", E73 "ENTITY73#<id>", E74 "ENTITY74#<id>",
    E75 "ENTITY75#<id>", E76 "ENTITY76#<id>", E77 "ENTITY77#<id>", E78 "ENTITY78#<id>", E79 "ENTITY79#<id>",
    E80 "ENTITY80#<id>", E81 "ENTITY81#<id>", E82 "ENTITY82#<id>", E83 "ENTITY83#<id>", E84 "ENTITY84#<id>",
    E85 "ENTITY85#<id>", E86 "ENTITY86#<id>", E87 "ENTITY87#<id>", E88 "ENTITY88#<id>", E89 "ENTITY89#<id>",
    E90 "ENTITY90#<id>", E91 "ENTITY91#<id>", E92 "ENTITY92#<id>", E93 "ENTITY93#<id>", E94 "ENTITY94#<id>",
    E95 "ENTITY95#<id>", E96 "ENTITY96#<id>", E97 "ENTITY97#<id>", E98 "ENTITY98#<id>", E99 "ENTITY99#<id>",
    E100 "ENTITY100#<id>", E101 "ENTITY101#<id>", E102 "ENTITY102#<id>", E103 "ENTITY103#<id>", E104 "ENTITY104#<id>",
    E105 "ENTITY105#<id>", E106 "ENTITY106#<id>", E107 "ENTITY107#<id>", E108 "ENTITY108#<id>", E109 "ENTITY109#<id>",
    E110 "ENTITY110#<id>", E111 "ENTITY111#<id>", E112 "ENTITY112#<id>", E113 "ENTITY113#<id>", E114 "ENTITY114#<id>",
    E115 "ENTITY115#<id>", E116 "ENTITY116#<id>", E117 "ENTITY117#<id>", E118 "ENTITY118#<id>", E119 "ENTITY119#<id>",
    E120 "ENTITY120#<id>", E121 "ENTITY121#<id>", E122 "ENTITY122#<id>", E123 "ENTITY123#<id>", E124 "ENTITY124#<id>",
    E125 "ENTITY125#<id>", E126 "ENTITY126#<id>", E127 "ENTITY127#<id>", E128 "ENTITY128#<id>", E129 "ENTITY129#<id>",
    E130 "ENTITY130#<id>", E131 "ENTITY131#<id>", E132 "ENTITY132#<id>", E133 "ENTITY133#<id>", E134 "ENTITY134#<id>",
    E135 "ENTITY135#<id>", E136 "ENTITY136#<id>", E137 "ENTITY137#<id>", E138 "ENTITY138#<id>", E139 "ENTITY139#<id>",
    E140 "ENTITY140#<id>", E141 "ENTITY141#<id>", E142 "ENTITY142#<id>", E143 "ENTITY143#<id>", E144 "ENTITY144#<id>",
    E145 "ENTITY145#<id>", E146 "ENTITY146#<id>", E147 "ENTITY147#<id>", E148 "ENTITY148#<id>", E149 "ENTITY149#<id>",
}

#[test]
fn compiles() {
    assert_eq!(
        <Large as singletable::bounds::TableModel>::SCHEMA
            .entities
            .len(),
        150
    );
}
