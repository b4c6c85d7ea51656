//! JSON as bytes: where a text ends, and where a value ends.

/// The maximum depth of a value that is skipped.
const MAX_DEPTH: u32 = 128;

/// A reader of a text, with its position.
pub(super) struct Scanner<'t> {
    pub(super) bytes: &'t [u8],
    pub(super) at: usize,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(bytes: &'t [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next byte that is no white space.
    pub(super) fn peek(&mut self) -> Option<u8> {
        loop {
            match *self.bytes.get(self.at)? {
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                byte => return Some(byte),
            }
        }
    }

    /// Moves past that byte, which must be next.
    pub(super) fn expect(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// Moves past that byte if it is next.
    pub(super) fn skip(&mut self, byte: u8) -> Option<bool> {
        let is_next = self.peek()? == byte;
        self.at += usize::from(is_next);
        Some(is_next)
    }

    /// Moves past a comma or the end. Returns whether another element follows.
    pub(super) fn another(&mut self, end: u8) -> Option<bool> {
        let next = self.peek()?;
        self.at += 1;
        match next {
            b',' => Some(true),
            _ if next == end => Some(false),
            _ => None,
        }
    }

    /// The index of the quote or backslash that ends the plain text from here on. `None` where a control
    /// character or the end of input comes first.
    pub(super) fn end_of_plain(&self) -> Option<usize> {
        let at = self.at + plain_length(self.bytes.get(self.at..)?)?;
        (self.bytes[at] >= 0x20).then_some(at)
    }

    /// Moves past the rest of a text and its closing quote.
    fn skip_text(&mut self) -> Option<()> {
        loop {
            self.at = self.end_of_plain()?;
            if self.bytes[self.at] == b'"' {
                self.at += 1;
                return Some(());
            }
            // The byte after a backslash does not close the text.
            self.at += 2;
        }
    }

    /// Moves past a value of any kind, which is checked only as far as needed to find its end.
    pub(super) fn skip_value(&mut self) -> Option<()> {
        let mut depth = 0;
        loop {
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    self.skip_text()?;
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                    if depth > MAX_DEPTH {
                        return None;
                    }
                    continue;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.at += 1;
                }
                b',' | b':' if depth > 0 => {
                    self.at += 1;
                    continue;
                }
                _ => self.skip_word()?,
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    /// Moves past a number or a literal.
    fn skip_word(&mut self) -> Option<()> {
        let rest = self.bytes.get(self.at..)?;
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
        let length = rest.iter().take_while(|byte| is_word(byte)).count();
        self.at += length;
        (length > 0).then_some(())
    }
}

/// The number of bytes before the first quote, backslash or control character; `None` where there is
/// none of these.
pub(super) fn plain_length(bytes: &[u8]) -> Option<usize> {
    let mut chunks = bytes.chunks_exact(8);
    let mut at = 0;
    for chunk in &mut chunks {
        // A chunk has eight bytes.
        let word = u64::from_le_bytes(chunk.try_into().ok()?);
        let found = special(word);
        if found != 0 {
            return Some(at + (found.trailing_zeros() / 8) as usize);
        }
        at += 8;
    }
    let rest = chunks.remainder();
    // The last eight bytes again, if there are that many: those before the rest are plain, and no loop
    // of unknown length is needed.
    if let (false, Some(last)) = (rest.is_empty(), bytes.last_chunk()) {
        let found = special(u64::from_le_bytes(*last));
        let index = bytes.len() - last.len() + (found.trailing_zeros() / 8) as usize;
        return (found != 0).then_some(index);
    }
    let mut rest = rest.iter();
    let index = rest.position(|&byte| byte == b'"' || byte == b'\\' || byte < 0x20)?;
    Some(at + index)
}

/// The high bits of the bytes that are a quote, a backslash or a control character. Bytes after the
/// first of these may be marked wrongly.
fn special(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let below = |word: u64, limit: u64| word.wrapping_sub(ONES * limit) & !word & HIGH;
    let quotes = below(word ^ (ONES * u64::from(b'"')), 1);
    let backslashes = below(word ^ (ONES * u64::from(b'\\')), 1);
    quotes | backslashes | below(word, 0x20)
}

#[cfg(test)]
mod tests {
    use super::plain_length;

    /// At every position in words of eight bytes and in the rest after them.
    #[test]
    fn the_first_byte_that_is_not_plain_is_found_in_texts_of_every_length() {
        let is_plain = |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\';
        for length in 0..=33 {
            let plain = vec![b'a'; length];
            assert_eq!(plain_length(&plain), None, "{length}");
            for first in 0..length {
                for byte in 0..=u8::MAX {
                    // The byte after it may be of either kind.
                    for next in [b'a', b'"', 0x1f, 0x7f, 0xff] {
                        let mut text = plain.clone();
                        text[first] = byte;
                        text[first + 1..].fill(next);
                        let expected = text.iter().position(|&byte| !is_plain(byte));
                        assert_eq!(plain_length(&text), expected, "{text:?}");
                    }
                }
            }
        }
    }
}
