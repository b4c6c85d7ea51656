//! The attribute values of an answer, recorded as tokens that point into its text.

use super::distinct::are_distinct;
use super::scan::{Scanner, plain_length};
use crate::value::Kind;
use std::fmt;
use std::ops::Range;

/// The maximum depth of lists and maps. DynamoDB allows 32, and the SDK refuses some 60.
const MAX_DEPTH: u32 = 48;

/// A value, or the name before a value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Where the text or the binary begins; for a list, a map or a set, the number of its elements.
    start: u32,
    /// Its length in bytes; for a list, a map or a set, the index of the token after it.
    extent: u32,
}

impl Token {
    /// The range of a text or a binary.
    fn range(self) -> Range<usize> {
        self.start as usize..self.start as usize + self.extent as usize
    }

    /// The number of elements of a list, a map or a set.
    pub(super) fn count(self) -> usize {
        self.start as usize
    }
}

/// The values of an answer in the order of the text. The elements of a list, a map or a set follow it;
/// in a map, each has a name before it.
pub(crate) struct Tape {
    /// The answer, followed by its escaped texts without their escapes.
    text: String,
    binaries: Vec<u8>,
    tokens: Vec<Token>,
}

impl Tape {
    /// The bytes that the tape takes in memory.
    #[cfg(any(test, fuzzing))]
    pub(super) fn memory(&self) -> usize {
        let tokens = self.tokens.capacity() * size_of::<Token>();
        self.text.capacity() + self.binaries.capacity() + tokens
    }

    pub(super) fn token(&self, at: usize) -> Token {
        self.tokens[at]
    }

    /// The index after a value and its elements.
    pub(super) fn after(&self, at: usize) -> usize {
        let token = self.tokens[at];
        match token.kind {
            Kind::List | Kind::Map | Kind::Texts | Kind::Numbers | Kind::Binaries => {
                token.extent as usize
            }
            _ => at + 1,
        }
    }

    /// The text of a name, a text or a number.
    pub(super) fn text(&self, at: usize) -> &str {
        &self.text[self.tokens[at].range()]
    }

    fn is_text(&self, at: usize, text: &str) -> bool {
        let token = self.tokens[at];
        token.extent as usize == text.len()
            && self.text.as_bytes()[token.range()] == *text.as_bytes()
    }

    pub(super) fn binary(&self, at: usize) -> &[u8] {
        &self.binaries[self.tokens[at].range()]
    }

    /// The index of the value that an item has under that name, and the index after it. The search
    /// begins at `from`, between two attributes, and wraps around to the first one: where attributes are
    /// asked for in stored order, each is found at once.
    pub(super) fn find_from(&self, item: usize, from: usize, name: &str) -> Option<(usize, usize)> {
        let end = self.after(item);
        let find = |mut at: usize, end: usize| {
            while at < end {
                let after = self.after(at + 1);
                if self.is_text(at, name) {
                    return Some((at + 1, after));
                }
                at = after;
            }
            None
        };
        find(from, end).or_else(|| find(item + 1, from))
    }

    /// The index of the value that a map has under that name. A broken server may give several; the last
    /// one counts.
    pub(super) fn find(&self, map: usize, name: &str) -> Option<usize> {
        let end = self.after(map);
        let (mut at, mut found) = (map + 1, None);
        while at < end {
            if self.is_text(at, name) {
                found = Some(at + 1);
            }
            at = self.after(at + 1);
        }
        found
    }
}

impl fmt::Debug for Tape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tape")
            .field("tokens", &self.tokens.len())
            .finish_non_exhaustive()
    }
}

/// Reads values and records them. Every function returns `None` where DynamoDB does not write such text.
pub(super) struct Recorder<'t> {
    pub(super) scanner: Scanner<'t>,
    tokens: Vec<Token>,
    /// The escaped texts without their escapes.
    unescaped: String,
    binaries: Vec<u8>,
    /// The indexes of the names of the current item.
    names: Vec<usize>,
    /// The same for the last items whose names were found to be distinct.
    checked: [Vec<usize>; 3],
}

impl<'t> Recorder<'t> {
    /// A recorder for that text, which must be shorter than 2 GiB: tokens have positions of 32 bits.
    pub(super) fn new(text: &'t str) -> Option<Self> {
        i32::try_from(text.len()).ok()?;
        Some(Self {
            scanner: Scanner::new(text.as_bytes()),
            // An attribute has two tokens and rarely less than 24 bytes; large ones have fewer tokens
            // per byte.
            tokens: Vec::with_capacity((text.len() / 12).min(64 << 10)),
            unescaped: String::new(),
            binaries: Vec::new(),
            names: Vec::new(),
            checked: Default::default(),
        })
    }

    pub(super) fn finish(self, mut text: String) -> Tape {
        text.push_str(&self.unescaped);
        Tape {
            text,
            binaries: self.binaries,
            tokens: self.tokens,
        }
    }

    /// Records an item: a map without a tag, with distinct names. Returns its index.
    pub(super) fn item(&mut self) -> Option<usize> {
        let at = self.tokens.len();
        self.names.clear();
        self.elements(Kind::Map, b'{', b'}', |own| {
            let name = own.tokens.len();
            own.names.push(name);
            if own.plain_attribute().is_some() {
                return Some(());
            }
            own.one(Kind::Text)?;
            own.scanner.expect(b':')?;
            own.value(1)
        })?;
        self.has_each_once().then_some(at)
    }

    /// Records a name and a text or number that have no white space and no escapes, as most attributes
    /// do. Otherwise records nothing, and the scanner does not move.
    fn plain_attribute(&mut self) -> Option<()> {
        /// The bytes between the name and the text.
        const BETWEEN: usize = br#"":{"S":""#.len();
        let bytes = self.scanner.bytes;
        let name = self.scanner.at + 1;
        (bytes.get(self.scanner.at) == Some(&b'"')).then_some(())?;
        let name_end = name + plain_length(&bytes[name..])?;
        let text = name_end + BETWEEN;
        let kind = match bytes.get(name_end..text)? {
            br#"":{"S":""# => Kind::Text,
            br#"":{"N":""# => Kind::Number,
            _ => return None,
        };
        let text_end = text + plain_length(&bytes[text..])?;
        (bytes.get(text_end..text_end + 2)? == br#""}"#).then_some(())?;
        self.push(Kind::Text, name, name_end - name)?;
        self.push(kind, text, text_end - text)?;
        self.scanner.at = text_end + 2;
        Some(())
    }

    /// Whether the attributes of the last item have distinct names.
    fn has_each_once(&mut self) -> bool {
        // Most items of an answer are of one type; some have an attribute that others lack.
        if self
            .checked
            .iter()
            .any(|checked| self.has_names_of(checked))
        {
            return true;
        }
        let names = self.names.iter().map(|&name| self.written(name));
        let has_each_once = are_distinct(names);
        self.checked.rotate_right(1);
        std::mem::swap(&mut self.names, &mut self.checked[0]);
        has_each_once
    }

    fn has_names_of(&self, other: &[usize]) -> bool {
        self.names.len() == other.len()
            && std::iter::zip(&self.names, other)
                .all(|(&name, &other)| self.written(name) == self.written(other))
    }

    /// The bytes of a recorded text.
    fn written(&self, at: usize) -> &[u8] {
        let Token { start, extent, .. } = self.tokens[at];
        let (start, length) = (start as usize, extent as usize);
        match start.checked_sub(self.scanner.bytes.len()) {
            None => &self.scanner.bytes[start..][..length],
            Some(start) => &self.unescaped.as_bytes()[start..][..length],
        }
    }

    fn push(&mut self, kind: Kind, start: usize, extent: usize) -> Option<()> {
        self.tokens.push(Token {
            kind,
            start: u32::try_from(start).ok()?,
            extent: u32::try_from(extent).ok()?,
        });
        Some(())
    }

    fn value(&mut self, depth: u32) -> Option<()> {
        self.scanner.expect(b'{')?;
        self.scanner.expect(b'"')?;
        let (kind, length) = tag(self.scanner.bytes.get(self.scanner.at..)?)?;
        self.scanner.at += length;
        self.scanner.expect(b':')?;
        match kind {
            Kind::Text | Kind::Number | Kind::Binary => self.one(kind)?,
            Kind::True | Kind::False => {
                let is_true = self.boolean()?;
                self.push(if is_true { Kind::True } else { Kind::False }, 0, 0)?;
            }
            Kind::Null => {
                self.boolean()?.then_some(())?;
                self.push(kind, 0, 0)?;
            }
            Kind::List => {
                let depth = deeper(depth)?;
                self.sequence(kind, |own| own.value(depth))?;
            }
            Kind::Map => self.map(depth)?,
            Kind::Texts => self.sequence(kind, |own| own.one(Kind::Text))?,
            Kind::Numbers => self.sequence(kind, |own| own.one(Kind::Number))?,
            Kind::Binaries => self.sequence(kind, |own| own.one(Kind::Binary))?,
        }
        self.scanner.expect(b'}')
    }

    fn map(&mut self, depth: u32) -> Option<()> {
        let depth = deeper(depth)?;
        self.elements(Kind::Map, b'{', b'}', |own| {
            own.one(Kind::Text)?;
            own.scanner.expect(b':')?;
            own.value(depth)
        })
    }

    fn sequence(&mut self, kind: Kind, element: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.elements(kind, b'[', b']', element)
    }

    fn elements(
        &mut self,
        kind: Kind,
        begin: u8,
        end: u8,
        mut element: impl FnMut(&mut Self) -> Option<()>,
    ) -> Option<()> {
        self.scanner.expect(begin)?;
        let at = self.tokens.len();
        self.push(kind, 0, 0)?;
        let mut count = 0;
        if !self.scanner.skip(end)? {
            loop {
                element(self)?;
                count += 1;
                if !self.scanner.another(end)? {
                    break;
                }
            }
        }
        self.tokens[at].start = count;
        self.tokens[at].extent = u32::try_from(self.tokens.len()).ok()?;
        Some(())
    }

    fn boolean(&mut self) -> Option<bool> {
        self.scanner.peek()?;
        let rest = self.scanner.bytes.get(self.scanner.at..)?;
        let (value, length) = match rest {
            [b't', b'r', b'u', b'e', ..] => (true, 4),
            [b'f', b'a', b'l', b's', b'e', ..] => (false, 5),
            _ => return None,
        };
        self.scanner.at += length;
        Some(value)
    }

    /// Records a text, a number, a binary or a name.
    fn one(&mut self, kind: Kind) -> Option<()> {
        self.scanner.expect(b'"')?;
        let start = self.scanner.at;
        let end = self.scanner.end_of_plain()?;
        let is_whole = self.scanner.bytes[end] == b'"';
        self.scanner.at = end + 1;
        match kind {
            Kind::Binary => {
                is_whole.then_some(())?;
                let text = std::str::from_utf8(&self.scanner.bytes[start..end]).ok()?;
                let binary = aws_smithy_types::base64::decode(text).ok()?;
                self.push(kind, self.binaries.len(), binary.len())?;
                self.binaries.extend(binary);
                Some(())
            }
            _ if is_whole => self.push(kind, start, end - start),
            _ => self.escaped(kind, start, end),
        }
    }

    /// Records a text that is plain up to its first backslash, which has just been passed.
    fn escaped(&mut self, kind: Kind, start: usize, mut backslash: usize) -> Option<()> {
        let begin = self.unescaped.len();
        let mut plain = start;
        loop {
            self.unescape_plain(plain, backslash)?;
            let character = self.escape()?;
            self.unescaped.push(character);
            plain = self.scanner.at;
            let end = self.scanner.end_of_plain()?;
            self.scanner.at = end + 1;
            if self.scanner.bytes[end] == b'"' {
                self.unescape_plain(plain, end)?;
                break;
            }
            backslash = end;
        }
        // After the answer itself.
        let start = self.scanner.bytes.len() + begin;
        self.push(kind, start, self.unescaped.len() - begin)
    }

    fn unescape_plain(&mut self, start: usize, end: usize) -> Option<()> {
        let plain = std::str::from_utf8(&self.scanner.bytes[start..end]).ok()?;
        self.unescaped.push_str(plain);
        Some(())
    }

    /// Reads the character after a backslash.
    fn escape(&mut self) -> Option<char> {
        let byte = *self.scanner.bytes.get(self.scanner.at)?;
        self.scanner.at += 1;
        Some(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.code_unit()?;
                if !(0xd800..0xdc00).contains(&first) {
                    return char::from_u32(first.into());
                }
                let rest = self.scanner.bytes.get(self.scanner.at..)?;
                rest.starts_with(b"\\u").then(|| self.scanner.at += 2)?;
                let second = self.code_unit()?;
                char::decode_utf16([first, second]).next()?.ok()?
            }
            _ => return None,
        })
    }

    fn code_unit(&mut self) -> Option<u16> {
        let digits = self.scanner.bytes.get(self.scanner.at..)?.get(..4)?;
        self.scanner.at += 4;
        digits.iter().try_fold(0, |unit, &digit| {
            let digit = char::from(digit).to_digit(16)?;
            Some(unit << 4 | u16::try_from(digit).ok()?)
        })
    }
}

fn deeper(depth: u32) -> Option<u32> {
    Some(depth + 1).filter(|depth| *depth <= MAX_DEPTH)
}

/// The kind that a tag names, and the tag's length with its closing quote. A boolean is `True` until its
/// value is read.
fn tag(text: &[u8]) -> Option<(Kind, usize)> {
    Some(match text {
        [b'S', b'"', ..] => (Kind::Text, 2),
        [b'N', b'"', ..] => (Kind::Number, 2),
        [b'B', b'"', ..] => (Kind::Binary, 2),
        [b'M', b'"', ..] => (Kind::Map, 2),
        [b'L', b'"', ..] => (Kind::List, 2),
        [b'S', b'S', b'"', ..] => (Kind::Texts, 3),
        [b'N', b'S', b'"', ..] => (Kind::Numbers, 3),
        [b'B', b'S', b'"', ..] => (Kind::Binaries, 3),
        [b'B', b'O', b'O', b'L', b'"', ..] => (Kind::True, 5),
        [b'N', b'U', b'L', b'L', b'"', ..] => (Kind::Null, 5),
        _ => return None,
    })
}
