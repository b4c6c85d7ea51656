//! Sentences about declarations, made in constant evaluation: a panic there takes one string.

/// The most bytes of a sentence. DynamoDB's names of key attributes have 255 bytes; what does not fit
/// into a longer sentence is left out.
const MAX: usize = 2048;

/// A sentence in the making. It is made only where there is something to say, because that takes the
/// compiler much time.
pub(crate) struct Sentence {
    text: [u8; MAX],
    len: usize,
}

impl Sentence {
    /// A sentence of those pieces.
    pub(crate) const fn of(pieces: &[&str]) -> Self {
        let text = [0; MAX];
        let mut sentence = Self { text, len: 0 };
        sentence.extend(pieces);
        sentence
    }

    /// Adds pieces.
    pub(crate) const fn extend(&mut self, pieces: &[&str]) {
        let mut i = 0;
        while i < pieces.len() {
            self.push(pieces[i]);
            i += 1;
        }
    }

    /// Begins another part of the sentence with those pieces.
    pub(crate) const fn begin(&mut self, pieces: &[&str]) {
        if self.len > 0 {
            self.push("; ");
        }
        self.extend(pieces);
    }

    const fn push(&mut self, piece: &str) {
        let bytes = piece.as_bytes();
        if bytes.len() > MAX - self.len {
            return;
        }
        let mut i = 0;
        while i < bytes.len() {
            self.text[self.len] = bytes[i];
            self.len += 1;
            i += 1;
        }
    }

    /// Adds a name to a list of names, before which there are so many.
    pub(crate) const fn list(&mut self, before: usize, name: &str) {
        let comma = if before == 0 { "`" } else { ", `" };
        self.extend(&[comma, name, "`"]);
    }

    /// The sentence.
    pub(crate) const fn as_str(&self) -> &str {
        match std::str::from_utf8(self.text.split_at(self.len).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }

    /// Ends the build with the sentence.
    ///
    /// # Panics
    ///
    /// Always: in constant evaluation, where that is a compile error.
    #[track_caller]
    pub(crate) const fn report(&self) -> ! {
        panic!("{}", self.as_str())
    }
}

/// Ends the build with the sentence of those pieces.
///
/// # Panics
///
/// Always: in constant evaluation, where that is a compile error.
#[track_caller]
pub(crate) const fn fail(pieces: &[&str]) -> ! {
    Sentence::of(pieces).report()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_that_does_not_fit_is_left_out_whole() {
        let long = "é".repeat(MAX / 2);
        let mut sentence = Sentence::of(&["a", &long, "b"]);
        assert_eq!(sentence.as_str(), "ab");
        sentence.list(0, "one");
        sentence.list(1, "two");
        assert_eq!(sentence.as_str(), "ab`one`, `two`");
        assert_eq!(Sentence::of(&[&long]).as_str(), long);
    }
}
