//! `docs/performance.md` and its pictures, from results that were printed as JSON: no number is
//! written by hand.

use crate::growth::{ATTRIBUTES, ITEMS, growth};
use crate::picture::ratios;
use crate::report::{Report, cell, time};
use crate::svg::CONTENDERS;
use std::error::Error;
use std::fmt::{self, Write as _};
use std::fs;
use std::path::{Path, PathBuf};

/// Whose growth is shown.
const GROWING: [&str; 3] = ["hand", "serde", "singletable"];

/// Brings the page and its pictures to what that file says.
///
/// # Errors
///
/// When a file cannot be read, written or understood.
pub fn write(results: &Path) -> Result<(), Box<dyn Error>> {
    let report = Report::parse(&fs::read_to_string(results)?)?;
    for (name, text) in files(&report)? {
        fs::write(docs().join(name), text)?;
    }
    Ok(())
}

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

/// What is written, each with the name of its file.
fn files(report: &Report) -> Result<[(&'static str, String); 3], Box<dyn Error>> {
    let page = fs::read_to_string(docs().join("performance.md"))?;
    let build = fs::read_to_string(docs().join("performance-build.txt"))?;
    let page = replaced(&page, "cases", &cases(report)?)?;
    let page = replaced(&page, "sdk", &sdk(report)?)?;
    let page = replaced(&page, "growth", &growing(report)?)?;
    let page = replaced(&page, "build", &format!("```text\n{build}```\n"))?;
    Ok([
        ("performance.md", page),
        ("performance.svg", ratios(report)?),
        ("performance-growth.svg", growth(report)?),
    ])
}

/// The page with that text between the two comments of that name.
fn replaced(page: &str, name: &str, text: &str) -> Result<String, String> {
    let (begin, end) = (
        format!("<!-- generated: {name} -->\n"),
        format!("<!-- end: {name} -->"),
    );
    let parts = page.split_once(&begin).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(&end)?;
        Some((before, after))
    });
    let (before, after) = parts.ok_or(format!("the page has no place for {name}"))?;
    Ok(format!("{before}{begin}\n{text}\n{end}{after}"))
}

/// Every case: the time of the hand-written code, and the others' ratio to it.
fn cases(report: &Report) -> Result<String, fmt::Error> {
    let mut out = String::from("| case |");
    for (_, words, _) in CONTENDERS {
        write!(out, " {words} |")?;
    }
    writeln!(out, "\n|---|{}", "---:|".repeat(CONTENDERS.len()))?;
    for name in report.names() {
        write!(out, "| {name} |")?;
        for (contender, ..) in CONTENDERS {
            let cell = report.row(name, contender).map(cell);
            write!(out, " {} |", cell.unwrap_or_default())?;
        }
        writeln!(out)?;
    }
    Ok(out)
}

/// What a request by hand takes beside the mapping.
fn sdk(report: &Report) -> Result<String, fmt::Error> {
    let mut out = String::from(
        "| request | by hand | of that, mapping | left to the SDK |\n|---|---:|---:|---:|\n",
    );
    let reads = ["user", "wide", "document", "text", "assets"];
    let reads = reads.map(|shape| (format!("get/{shape}"), format!("from-item/{shape}")));
    let put = ("put/user".to_owned(), "to-item/user".to_owned());
    for (request, mapping) in reads.into_iter().chain([put]) {
        let hand = |case| report.row(case, "hand").map(|row| row.median_ns);
        let (Some(whole), Some(mapping)) = (hand(&request), hand(&mapping)) else {
            continue;
        };
        let (part, rest) = (time(mapping), time(whole - mapping));
        writeln!(out, "| {request} | {} | {part} | {rest} |", time(whole))?;
    }
    Ok(out)
}

/// What a page takes, and one more item or attribute.
fn growing(report: &Report) -> Result<String, fmt::Error> {
    let mut out = String::from("| page |");
    for contender in GROWING {
        write!(out, " {} |", words(contender))?;
    }
    writeln!(out, "\n|---|{}", "---:|".repeat(GROWING.len()))?;
    for (cases, what) in [(ITEMS, "item"), (ATTRIBUTES, "attribute of 1,000 items")] {
        for (_, case) in cases {
            line(&mut out, case, |contender| {
                Some(time(report.row(case, contender)?.median_ns))
            })?;
        }
        line(&mut out, &format!("*one more {what}*"), |contender| {
            one_more(report, cases, contender).map(time)
        })?;
    }
    Ok(out)
}

fn line(out: &mut String, name: &str, cell: impl Fn(&str) -> Option<String>) -> fmt::Result {
    write!(out, "| {name} |")?;
    for contender in GROWING {
        write!(out, " {} |", cell(contender).unwrap_or_default())?;
    }
    writeln!(out)
}

/// From the first case to the last, for each one more.
fn one_more(report: &Report, cases: [(u32, &str); 4], contender: &str) -> Option<f64> {
    let [first, .., last] = cases;
    let time = |(_, name): (u32, &str)| Some(report.row(name, contender)?.median_ns);
    Some((time(last)? - time(first)?) / f64::from(last.0 - first.0))
}

/// How a contender is called on the page.
fn words(contender: &str) -> &str {
    let mut known = CONTENDERS.iter();
    let known = known.find(|(name, ..)| *name == contender);
    known.map_or(contender, |(_, words, _)| words)
}

#[cfg(test)]
mod tests {
    use super::{docs, files, replaced};
    use crate::report::Report;
    use std::fs;

    #[test]
    fn the_page_and_its_pictures_are_what_the_results_say() {
        let results = fs::read_to_string(docs().join("performance.json")).unwrap();
        for (name, text) in files(&Report::parse(&results).unwrap()).unwrap() {
            let committed = fs::read_to_string(docs().join(name)).unwrap();
            let how = "cargo run --release --manifest-path bench/Cargo.toml -- --page docs/performance.json";
            assert!(committed == text, "{name} is out of date: {how}");
        }
    }

    #[test]
    fn only_what_is_between_the_comments_is_replaced() {
        let page = "a\n<!-- generated: x -->\nold\n<!-- end: x -->\nb";
        let new = replaced(page, "x", "new\n").unwrap();
        assert_eq!(new, page.replace("old", "\nnew\n"));
        assert!(replaced(page, "y", "new").is_err());
    }
}
