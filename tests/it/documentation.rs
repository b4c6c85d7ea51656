//! What the documentation lists is what there is.

/// The names that the first `match` after that point has arms for: string literals before a `=>`.
fn accepted(source: &'static str, from: &str) -> Vec<&'static str> {
    let start = source.find(from).expect("the parser is where it was");
    let arms = &source[start..];
    let arms = &arms[arms.find("match argument.name()").unwrap()..];
    let arms = &arms[..arms.find("key => {").unwrap()];
    let names = arms.lines().filter_map(|line| {
        let (name, _) = line.trim().strip_prefix('"')?.split_once("\" =>")?;
        Some(name)
    });
    names.collect()
}

/// The rows of the table that begins with that heading: the first cell, and the file that the row
/// links to.
fn rows<'a>(page: &'a str, heading: &str) -> Vec<(&'a str, &'a str)> {
    let table = &page[page.find(heading).expect("the table is there")..];
    let rows = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let rows = rows.map(|row| {
        let cell = row.trim_matches('|').split('|').next().unwrap();
        let (_, link) = row.split_once("](").expect("each row links to its page");
        let (link, _) = link.split_once(')').unwrap();
        (cell, link.rsplit('/').next().unwrap())
    });
    rows.collect()
}

/// Whether a cell or a title names the option, with what it may take: `` `ttl = "24h"` ``.
fn names(text: &str, option: &str) -> bool {
    text.split('`').skip(1).step_by(2).any(|code| {
        let rest = code.strip_prefix(option);
        rest.is_some_and(|rest| {
            !rest.starts_with(|next: char| next == '_' || next.is_alphanumeric())
        })
    })
}

#[test]
fn each_attribute_of_an_entity_has_its_row_and_its_page() {
    let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/attributes/");
    let readme = include_str!("../../README.md");
    let overview = include_str!("../../docs/attributes/README.md");
    let entity = include_str!("../../singletable-derive/src/parse/entity.rs");
    let field = include_str!("../../singletable-derive/src/parse/field.rs");
    for (heading, options) in [
        ("| on the struct |", accepted(entity, "fn argument(")),
        ("| on a field |", accepted(field, "fn parse(field")),
    ] {
        assert!(options.len() > 8, "{options:?}");
        for (file, page) in [
            ("README.md", readme),
            ("docs/attributes/README.md", overview),
        ] {
            let rows = rows(page, heading);
            for option in &options {
                let row = rows.iter().find(|(cell, _)| names(cell, option));
                let (_, link) = row.unwrap_or_else(|| panic!("{file} has no row of `{option}`"));
                let text = std::fs::read_to_string(format!("{docs}{link}"));
                let text =
                    text.unwrap_or_else(|_| panic!("{file} names {link}, which is not there"));
                let title = text.lines().next().unwrap_or_default();
                assert!(
                    names(title, option),
                    "{link} is not about `{option}`: {title}"
                );
            }
            // Nor is there a row of what is no option.
            for (cell, _) in rows {
                let known = options.iter().any(|option| names(cell, option));
                assert!(known, "{file}: {cell}");
            }
        }
    }
}

#[test]
fn each_name_of_a_generated_type_has_its_row() {
    let source = include_str!("../../singletable-derive/src/model/names.rs");
    let (_, list) = source.split_once("const OWN").expect("the list is there");
    let list = list.lines().next().unwrap();
    let names: Vec<_> = list.split('"').skip(1).step_by(2).collect();
    let page = include_str!("../../docs/attributes/names.md");
    let table = &page[page.find("| name | type |").expect("the table is there")..];
    let rows = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let cells: Vec<_> = rows.map(|row| row.split('`').nth(1).unwrap()).collect();
    // The last row is about the access patterns of indexes.
    assert_eq!([names.as_slice(), &["by_email"]].concat(), cells);
}
