//! Reads the paths in the sources of a crate, and finds those that run up.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A crate and its floors.
pub struct House {
    /// The folder of its sources, in the repository.
    pub folder: &'static str,
    /// What lies on each floor, the lowest first: files, and folders with all that is in them, whose
    /// names end with `/`.
    pub floors: &'static [&'static [&'static str]],
    /// The paths that may run up.
    pub exceptions: &'static [Exception],
}

/// Paths that may run up: from a file or folder to another.
pub struct Exception {
    pub from: &'static str,
    pub to: &'static str,
    /// Why it is better than what it would take to remove it.
    pub reason: &'static str,
}

/// The source files of a crate, by their paths in its folder.
pub struct Sources(BTreeMap<String, String>);

impl Sources {
    /// The files in a folder of the repository.
    pub fn read(folder: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let mut files = BTreeMap::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).expect("the folder is there") {
                let path = entry.expect("the folder can be read").path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let name = path.strip_prefix(&root).expect("a file of the folder");
                    let name = name.to_str().expect("a plain name").replace('\\', "/");
                    files.insert(name, std::fs::read_to_string(&path).expect("a text"));
                }
            }
        }
        Self(files)
    }

    /// Files that are given.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let files = files.iter();
        Self(
            files
                .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
                .collect(),
        )
    }

    /// The file of a module, or of the nearest module around it that has one.
    fn file_of(&self, module: &[String]) -> String {
        let lengths = (1..=module.len()).rev();
        let mut files = lengths.filter_map(|length| self.own_file(&module[..length]));
        files.next().unwrap_or_else(|| "lib.rs".to_owned())
    }

    fn own_file(&self, module: &[String]) -> Option<String> {
        let path = module.join("/");
        let files = [format!("{path}.rs"), format!("{path}/mod.rs")];
        files.into_iter().find(|file| self.0.contains_key(file))
    }

    /// The file that a path leads to.
    fn target(&self, path: &Named) -> String {
        let mut at = path.module.clone();
        for segment in &path.segments {
            match segment.as_str() {
                "crate" => at.clear(),
                "self" => {}
                "super" => drop(at.pop()),
                _ => {
                    at.push(segment.clone());
                    if self.own_file(&at).is_none() {
                        at.pop();
                        break;
                    }
                }
            }
        }
        self.file_of(&at)
    }
}

/// What is wrong with the floors, in sentences.
pub fn problems(house: &House, sources: &Sources) -> Vec<String> {
    let folder = house.folder;
    let modules: BTreeMap<&String, Module> = sources
        .0
        .iter()
        .map(|(file, text)| (file, Module::read(&module_of(file), text)))
        .collect();
    let tests: BTreeSet<String> = modules.values().flat_map(Module::tests).collect();
    let mut problems = Vec::new();
    let mut needed = BTreeSet::new();
    for (file, module) in &modules {
        if is_test(file, &tests) {
            continue;
        }
        let Some(floor) = house.floor(file) else {
            problems.push(format!("{folder}/{file} lies on no floor"));
            continue;
        };
        for named in &module.names {
            let target = sources.target(named);
            if house.floor(&target).is_none_or(|other| other <= floor) {
                continue;
            }
            match house.exception(file, &target) {
                Some(exception) => drop(needed.insert(exception)),
                None => problems.push(format!(
                    "{folder}/{file} names `{}`, which is in {folder}/{target}, on a floor above",
                    named.segments.join("::")
                )),
            }
        }
    }
    for entry in house.floors.iter().copied().flatten() {
        if !sources.0.keys().any(|file| lies_in(file, entry)) {
            problems.push(format!(
                "the floors name {folder}/{entry}, which is not there"
            ));
        }
    }
    for (index, Exception { from, to, reason }) in house.exceptions.iter().enumerate() {
        assert!(
            !reason.is_empty(),
            "{from} to {to}: an exception has a reason"
        );
        if !needed.contains(&index) {
            problems.push(format!(
                "{folder}/{from} names nothing of {folder}/{to}: remove the exception"
            ));
        }
    }
    problems
}

impl House {
    /// The number of the floor that a file lies on.
    fn floor(&self, file: &str) -> Option<usize> {
        let entries = self.floors.iter().enumerate();
        let entries =
            entries.flat_map(|(floor, entries)| entries.iter().map(move |own| (floor, own)));
        let matching = entries.filter(|(_, entry)| lies_in(file, entry));
        // A folder inside of a folder may lie on a floor of its own.
        let nearest = matching.max_by_key(|(_, entry)| entry.len());
        nearest.map(|(floor, _)| floor)
    }

    /// The index of the exception for a path between two files.
    fn exception(&self, from: &str, to: &str) -> Option<usize> {
        let mut exceptions = self.exceptions.iter();
        exceptions.position(|exception| lies_in(from, exception.from) && lies_in(to, exception.to))
    }
}

/// Whether the file is that entry, or lies in that folder.
fn lies_in(file: &str, entry: &str) -> bool {
    file == entry || (entry.ends_with('/') && file.starts_with(entry))
}

/// Whether the file is one of a module of tests, or of a module inside of one.
fn is_test(file: &str, tests: &BTreeSet<String>) -> bool {
    let module = module_of(file);
    (1..=module.len()).any(|length| tests.contains(&module[..length].join("/")))
}

/// The path of the module that a file holds.
fn module_of(file: &str) -> Vec<String> {
    let path = file.strip_suffix(".rs").unwrap_or(file);
    let path = path.strip_suffix("/mod").unwrap_or(path);
    if path == "lib" {
        return Vec::new();
    }
    path.split('/').map(ToOwned::to_owned).collect()
}

/// A path that begins with `crate`, `self` or `super`.
struct Named {
    /// The module that it is written in.
    module: Vec<String>,
    segments: Vec<String>,
}

/// What a source file says, apart from its tests.
#[derive(Default)]
struct Module {
    names: Vec<Named>,
    /// Modules of tests in files of their own.
    tests: Vec<Vec<String>>,
}

impl Module {
    fn read(module: &[String], text: &str) -> Self {
        let mut reader = Reader {
            tokens: tokens(text),
            at: 0,
            module: module.to_vec(),
            depths: Vec::new(),
            out: Self::default(),
        };
        reader.read();
        reader.out
    }

    fn tests(&self) -> impl Iterator<Item = String> {
        self.tests.iter().map(|module| module.join("/"))
    }
}

/// Goes through the tokens of a file.
struct Reader<'t> {
    tokens: Vec<Token<'t>>,
    at: usize,
    /// The module at this point.
    module: Vec<String>,
    /// For each brace that is open, whether a module began with it.
    depths: Vec<bool>,
    out: Module,
}

impl<'t> Reader<'t> {
    fn peek(&self, ahead: usize) -> Option<Token<'t>> {
        self.tokens.get(self.at + ahead).copied()
    }

    fn read(&mut self) {
        while let Some(token) = self.peek(0) {
            match (token, self.peek(1), self.peek(2)) {
                (Token::Sign('#'), Some(Token::Sign('[')), _) => {
                    if self.attribute() {
                        self.skip_item();
                    }
                    continue;
                }
                (Token::Word("mod"), Some(Token::Word(name)), Some(Token::Sign('{'))) => {
                    self.module.push(name.to_owned());
                    self.depths.push(true);
                    self.at += 3;
                    continue;
                }
                (Token::Word("crate" | "self" | "super"), Some(Token::Separator), _) => {
                    self.path(Vec::new());
                    continue;
                }
                (Token::Sign('{'), ..) => self.depths.push(false),
                (Token::Sign('}'), ..) => {
                    let ends_module = self.depths.pop() == Some(true);
                    if ends_module {
                        self.module.pop();
                    }
                }
                _ => {}
            }
            self.at += 1;
        }
    }

    /// Goes over an attribute. Whether it is `#[cfg(test)]`, or asks for more besides.
    fn attribute(&mut self) -> bool {
        let begin = self.at;
        self.at += 1;
        self.skip_group();
        let words = self.tokens[begin..self.at].iter();
        let words: Vec<_> = words.filter_map(Token::word).collect();
        match words.as_slice() {
            ["cfg", "test"] => true,
            ["cfg", "all", rest @ ..] => rest.contains(&"test") && !rest.contains(&"not"),
            _ => false,
        }
    }

    /// Goes over a group, from its opening bracket to the token after its closing one.
    fn skip_group(&mut self) {
        let mut depth = 0;
        while let Some(token) = self.peek(0) {
            self.at += 1;
            match token {
                Token::Sign('(' | '[' | '{') => depth += 1,
                Token::Sign(')' | ']' | '}') => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// Goes over an item of tests.
    fn skip_item(&mut self) {
        while self.peek(0) == Some(Token::Sign('#')) {
            self.attribute();
        }
        while let Some(token) = self.peek(0) {
            match token {
                Token::Word("mod") => {
                    if let (Some(Token::Word(name)), Some(Token::Sign(';'))) =
                        (self.peek(1), self.peek(2))
                    {
                        let mut test = self.module.clone();
                        test.push(name.to_owned());
                        self.out.tests.push(test);
                    }
                }
                Token::Sign(';') => {
                    self.at += 1;
                    return;
                }
                Token::Sign('{') => return self.skip_group(),
                Token::Sign('(' | '[') => {
                    self.skip_group();
                    continue;
                }
                // The item was the last field or variant of something.
                Token::Sign('}') => return,
                _ => {}
            }
            self.at += 1;
        }
    }

    /// Takes a path, or all paths of a group.
    fn path(&mut self, mut segments: Vec<String>) {
        while let Some(Token::Word(word)) = self.peek(0) {
            self.at += 1;
            // At the end of a group's path, it is the module before it.
            if word != "self" || segments.is_empty() {
                segments.push(word.to_owned());
            }
            if self.peek(0) != Some(Token::Separator) {
                break;
            }
            self.at += 1;
            if self.peek(0) == Some(Token::Sign('{')) {
                self.at += 1;
                self.group(&segments);
                return;
            }
        }
        let module = self.module.clone();
        self.out.names.push(Named { module, segments });
    }

    /// Takes the paths of a group, which all begin alike.
    fn group(&mut self, prefix: &[String]) {
        while let Some(token) = self.peek(0) {
            match token {
                Token::Sign('}') => {
                    self.at += 1;
                    return;
                }
                Token::Sign(',') => self.at += 1,
                _ => {
                    self.path(prefix.to_vec());
                    // What follows, such as `as name` or `*`, names nothing.
                    while !matches!(self.peek(0), None | Some(Token::Sign(',' | '}'))) {
                        self.at += 1;
                    }
                }
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'t> {
    Word(&'t str),
    /// `::`
    Separator,
    Sign(char),
}

impl<'t> Token<'t> {
    fn word(&self) -> Option<&'t str> {
        match self {
            Self::Word(word) => Some(word),
            _ => None,
        }
    }
}

/// The tokens of a source, without comments and literal texts.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if let Some(length) = not_code(rest) {
            length
        } else if first.is_alphanumeric() || first == '_' {
            let length = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'));
            let length = length.unwrap_or(rest.len());
            tokens.push(Token::Word(&rest[..length]));
            length
        } else if rest.starts_with("::") {
            tokens.push(Token::Separator);
            2
        } else {
            if !first.is_whitespace() {
                tokens.push(Token::Sign(first));
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

/// How many bytes the text begins with that are a comment or a literal.
fn not_code(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if text.starts_with("/*") {
        return Some(comment(text));
    }
    if let Some(prefix) = ["br", "cr", "r"]
        .into_iter()
        .find(|prefix| text.starts_with(prefix))
    {
        let rest = &text[prefix.len()..];
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        if rest[hashes..].starts_with('"') {
            let end = format!("\"{}", "#".repeat(hashes));
            let begin = prefix.len() + hashes + 1;
            let length = text[begin..].find(&end).map(|at| begin + at + end.len());
            return Some(length.unwrap_or(text.len()));
        }
        // A raw identifier: the token is its name.
        if prefix == "r" && hashes == 1 {
            return Some(2);
        }
    }
    let prefix = usize::from(text.starts_with("b\"") || text.starts_with("c\""));
    if text[prefix..].starts_with('"') {
        return Some(prefix + quoted(&text[prefix..], '"'));
    }
    let prefix = usize::from(text.starts_with("b'"));
    if text[prefix..].starts_with('\'') {
        let mut rest = text[prefix + 1..].chars();
        let is_char = rest.next() == Some('\\') || rest.next() == Some('\'');
        // Otherwise a lifetime, whose name is no path.
        return Some(
            prefix
                + if is_char {
                    quoted(&text[prefix..], '\'')
                } else {
                    1
                },
        );
    }
    None
}

/// The length of a comment, with those inside of it.
fn comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with(b"*/") {
            depth -= 1;
            at += 2;
        } else {
            at += 1;
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// The length of a literal between two such quotes.
fn quoted(text: &str, quote: char) -> usize {
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        if c == '\\' {
            chars.next();
        } else if c == quote {
            return at + 1;
        }
    }
    text.len()
}
