//! "A similar name exists": what a message offers for an unknown name.

/// What to say after "no field `x` in `T`": the similar name, or all names there are.
pub(crate) fn instead<'a>(kind: &str, wrong: &str, names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    match similar(wrong, names.iter().copied()) {
        Some(name) => {
            let article = if kind.starts_with('o') { "an" } else { "a" };
            format!("{article} {kind} with a similar name exists: `{name}`")
        }
        None if names.is_empty() => format!("it has no {kind}s"),
        None if names.len() == 1 => format!("there is {}", listed(&names)),
        None => format!("there are {}", listed(&names)),
    }
}

/// The names in backticks: `` `a`, `b` and `c` ``.
pub(crate) fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// The name nearest to a misspelt one, if one is near enough to be meant.
pub(crate) fn similar<'a>(wrong: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (wrong.chars().count() / 3).max(1);
    names
        .map(|name| (distance(wrong, name), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// How many letters are added, removed, changed or swapped with their neighbour; capitals and
/// small letters are alike.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.to_lowercase().chars().collect();
    let b: Vec<char> = b.to_lowercase().chars().collect();
    let mut before = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut row = vec![i + 1];
        for j in 0..b.len() {
            let changed = last[j] + usize::from(a[i] != b[j]);
            let mut distance = changed.min(row[j] + 1).min(last[j + 1] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                let swapped: usize = before[j - 1];
                distance = distance.min(swapped + 1);
            }
            row.push(distance);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_is_offered_and_a_foreign_one_is_not() {
        let names = ["user_id", "email", "name"];
        assert_eq!(similar("user_idd", names.into_iter()), Some("user_id"));
        assert_eq!(similar("userId", names.into_iter()), Some("user_id"));
        assert_eq!(similar("nmae", names.into_iter()), Some("name"));
        assert_eq!(similar("phone", names.into_iter()), None);
    }

    #[test]
    fn names_are_listed_in_a_sentence() {
        assert_eq!(listed(&["a"]), "`a`");
        assert_eq!(listed(&["a", "b", "c"]), "`a`, `b` and `c`");
        let all = instead("field", "zzz", ["a", "b"].into_iter());
        assert_eq!(all, "there are `a` and `b`");
    }
}
