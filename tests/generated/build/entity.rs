//! Entities: their fields, a value of each, and the changes of it.

use crate::nested::{Field, null, plain_field, rename_all, written};
use crate::path::changes;
use crate::types::{Inside, Reached, Source, Type, of_any};
use fastrand::Rng;
use std::fmt::Write as _;

/// Types of fields that entities alone have in forms of their own.
const TIMES: &[&str] = &[
    "chrono::DateTime<chrono::Utc>",
    "Option<chrono::DateTime<chrono::Utc>>",
    "time::OffsetDateTime",
    "Option<time::OffsetDateTime>",
    "jiff::Timestamp",
    "Option<jiff::Timestamp>",
];

fn field(source: &mut Source, index: usize) -> Field {
    if source.chance(8) {
        let text = source.one_of(TIMES);
        let precision = source.one_of(&[
            "",
            "#[entity(precision = us)]\n",
            "#[entity(precision = ns)]\n",
        ]);
        let ty = time(text);
        let attributes = format!("{precision}{}", null(source, &ty));
        return plain_field(source, index, ty, &attributes);
    }
    let at = Reached {
        levels: 3,
        by_form: true,
        is_buffered: false,
    };
    let mut ty = of_any(source, at);
    // An empty set is no attribute, and so is `None`.
    let is_optional_set = |ty: &Type| {
        let inner = ty.text.trim_start_matches("Box<");
        inner.strip_prefix("Option<").is_some_and(|of| {
            let of = of.trim_start_matches("Box<");
            is_own_set(of) || of.starts_with("Names")
        })
    };
    while is_optional_set(&ty) {
        ty = of_any(source, at);
    }
    let attribute = match ty.text.as_str() {
        text if is_own_set(text) && source.chance(3) && text.starts_with("BTree") => {
            "#[entity(list)]\n"
        }
        "Vec<u8>" | "Bytes" if source.chance(3) => "#[entity(list)]\n",
        _ if ty.has_default && source.chance(5) => "#[serde(default)]\n",
        _ => "",
    };
    let attributes = format!("{attribute}{}", null(source, &ty));
    plain_field(source, index, ty, &attributes)
}

fn is_own_set(text: &str) -> bool {
    text.starts_with("BTreeSet<") || text.starts_with("HashSet<") || text == "Names"
}

fn time(text: &str) -> Type {
    let of = text
        .strip_prefix("Option<")
        .and_then(|text| text.strip_suffix('>'));
    let inside = match of {
        Some(of) => Inside::Option(std::rc::Rc::new(time(of))),
        None => Inside::Nothing,
    };
    Type {
        text: text.into(),
        has_default: of.is_some(),
        may_be_null: of.is_some(),
        inside,
    }
}

/// The source of the entity with that number.
pub(crate) fn entity(index: u64, seed: u64) -> String {
    let name = format!("E{index}");
    let mut source = Source {
        rng: Rng::with_seed(seed.wrapping_mul(1_000_003).wrapping_add(index)),
        prefix: name.clone(),
        nested: 0,
        text: String::new(),
    };
    let count = source.rng.usize(3..7);
    let fields: Vec<Field> = (0..count).map(|index| field(&mut source, index)).collect();
    let rule = rename_all(&mut source, "rename_all");
    let [types, values] = written(&fields, "");
    let mut text = source.text;
    let _ = write!(
        text,
        "#[derive(Debug, Clone, PartialEq, Entity)]\n#[entity(table = Store, pk = \"{name}#<id>\", sk = \"#{name}\")]\n{rule}pub(crate) struct {name} {{\n    id: String,\n{types}}}\n\n"
    );
    let changes = changes(&name, &fields);
    let [mut names, mut arms] = [String::new(), String::new()];
    for (index, (path, change)) in changes.iter().enumerate() {
        let _ = writeln!(names, "        {path:?},");
        let _ = writeln!(arms, "            {index} => {{\n{change}\n            }}");
    }
    let _ = write!(
        text,
        "impl Generated for {name} {{
    const NAME: &'static str = \"{name}\";
    const PATHS: &'static [&'static str] = &[
{names}    ];

    fn any_entity(random: &mut Rng) -> Self {{
        Self {{ id: key(random),{values} }}
    }}

    fn change(
        path: usize,
        model: &mut Self,
        update: Update<Self>,
        random: &mut Rng,
    ) -> Option<Update<Self>> {{
        match path {{
{arms}            _ => None,
        }}
    }}
}}

"
    );
    text
}
