//! Answers that are well formed, or nearly, and are written in no ordinary way.

use arbitrary::{Result, Unstructured};
use std::fmt::Write as _;

/// The most levels of lists and maps.
const MAX_DEPTH: u32 = 8;

/// The body of an answer to `GetItem`: an input that looks like one is one, so that a seed can be
/// read, and any other is what the choices are made by.
///
/// # Errors
///
/// None: where the choices run out, they are the first.
pub fn body(input: &[u8]) -> Result<Vec<u8>> {
    if input.starts_with(b"{") {
        return Ok(input.to_vec());
    }
    let mut writer = Writer {
        choices: Unstructured::new(input),
        out: String::new(),
    };
    writer.answer()?;
    Ok(writer.out.into_bytes())
}

struct Writer<'c> {
    choices: Unstructured<'c>,
    out: String,
}

impl Writer<'_> {
    /// One time in so many.
    fn rarely(&mut self, times: u8) -> Result<bool> {
        self.choices.ratio(1, times)
    }

    fn answer(&mut self) -> Result<()> {
        self.out.push('{');
        if self.rarely(4)? {
            self.out
                .push_str(r#""ConsumedCapacity":{"CapacityUnits":1.5},"#);
        }
        self.space()?;
        self.out.push_str("\"Item\"");
        self.colon()?;
        self.entries(0)?;
        if self.rarely(8)? {
            self.out.push_str(r#","New":[{"a":null},-1e5,"\"]"]"#);
        }
        self.out.push('}');
        self.space()
    }

    fn space(&mut self) -> Result<()> {
        if self.rarely(8)? {
            let space = *self.choices.choose(&[" ", "\n", "\t \r\n", "  "])?;
            self.out.push_str(space);
        }
        Ok(())
    }

    fn colon(&mut self) -> Result<()> {
        self.space()?;
        self.out.push(':');
        self.space()
    }

    /// The elements of a list or an object.
    fn all(
        &mut self,
        [begin, end]: [char; 2],
        mut element: impl FnMut(&mut Self) -> Result<()>,
    ) -> Result<()> {
        self.out.push(begin);
        self.space()?;
        let count = self.choices.int_in_range(0..=4)?;
        for index in 0..count {
            if index > 0 {
                self.out.push(',');
                self.space()?;
            }
            element(self)?;
            self.space()?;
        }
        self.out.push(end);
        Ok(())
    }

    fn entries(&mut self, depth: u32) -> Result<()> {
        self.all(['{', '}'], |own| {
            own.name()?;
            own.colon()?;
            own.value(depth)
        })
    }

    fn name(&mut self) -> Result<()> {
        // Those of the types and entities that are read.
        const NAMES: [&str; 20] = [
            "a", "b", "c", "kind", "content", "Unit", "Newtype", "Tuple", "Struct", "1", "true",
            "pk", "sk", "_type", "id", "n", "flags", "nested", "since", "set",
        ];
        if self.rarely(6)? {
            return self.text();
        }
        let name = *self.choices.choose(&NAMES)?;
        self.quoted(name)
    }

    /// A text of any kind.
    fn text(&mut self) -> Result<()> {
        const TEXTS: [&str; 12] = [
            "",
            "a",
            "Unit",
            "Newtype",
            "true",
            "1",
            "ITEM",
            "ITEM#1",
            "2026-01-02T03:04:05Z",
            "\"\\/",
            "\u{0}\u{1f}\u{7f}\u{80}",
            "é𝄞\u{ffff}\u{2028}",
        ];
        if self.rarely(2)? {
            let text = *self.choices.choose(&TEXTS)?;
            return self.quoted(text);
        }
        let text: String = self.choices.arbitrary()?;
        self.quoted(&text)
    }

    /// A text with each character as it is or with an escape, and now and then a wrong escape.
    fn quoted(&mut self, text: &str) -> Result<()> {
        const WRONG: [&str; 8] = [
            "\\ud800",
            "\\udc00",
            "\\ud800\\u0041",
            "\\ux",
            "\\x",
            "\n",
            "\u{1f}",
            "\\u00e",
        ];
        self.out.push('"');
        let is_odd = self.rarely(3)?;
        for character in text.chars() {
            if is_odd && self.rarely(3)? {
                self.escaped(character)?;
            } else {
                match character {
                    '"' | '\\' | '\u{0}'..='\u{1f}' => self.escaped(character)?,
                    _ => self.out.push(character),
                }
            }
        }
        if is_odd && self.rarely(12)? {
            let wrong = *self.choices.choose(&WRONG)?;
            self.out.push_str(wrong);
        }
        self.out.push('"');
        Ok(())
    }

    fn escaped(&mut self, character: char) -> Result<()> {
        let short = match character {
            '"' => Some('"'),
            '\\' => Some('\\'),
            '/' => Some('/'),
            '\u{8}' => Some('b'),
            '\u{c}' => Some('f'),
            '\n' => Some('n'),
            '\r' => Some('r'),
            '\t' => Some('t'),
            _ => None,
        };
        if let Some(short) = short
            && !self.rarely(3)?
        {
            self.out.push('\\');
            self.out.push(short);
            return Ok(());
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            // Writing to a `String` does not fail.
            let _ = if self.rarely(2)? {
                write!(self.out, "\\u{unit:04x}")
            } else {
                write!(self.out, "\\u{unit:04X}")
            };
        }
        Ok(())
    }

    /// The digits of a number, or what is none.
    fn number(&mut self) -> Result<()> {
        const NUMBERS: [&str; 20] = [
            "0",
            "-0",
            "+1",
            "01",
            "1.",
            ".5",
            "1e3",
            "1E+3",
            "-1.5E-7",
            "NaN",
            "inf",
            "-Infinity",
            "1_000",
            " 1",
            "",
            "1e400",
            "18446744073709551615",
            "-9223372036854775809",
            "255",
            "0.1",
        ];
        let number = match self.choices.int_in_range(0..=4)? {
            0 => (*self.choices.choose(&NUMBERS)?).to_owned(),
            1 => self.choices.arbitrary::<i8>()?.to_string(),
            2 => self.choices.arbitrary::<i64>()?.to_string(),
            3 => self.choices.arbitrary::<f64>()?.to_string(),
            _ => self.choices.arbitrary::<i128>()?.to_string(),
        };
        self.quoted(&number)
    }

    fn binary(&mut self) -> Result<()> {
        const BINARIES: [&str; 14] = [
            "", "AA==", "AAA=", "AAAA", "/+8=", "_-8=", "AA", "A", "AA=", "AB==", "AAAA====",
            "A A=", "AA==AA==", "%",
        ];
        let binary = *self.choices.choose(&BINARIES)?;
        self.quoted(binary)
    }

    fn value(&mut self, depth: u32) -> Result<()> {
        const ODD: [&str; 10] = [
            "null",
            "{}",
            "{\"S\":null}",
            "{\"S\":\"1\",\"N\":\"2\"}",
            "{\"X\":1}",
            "{\"\\u0053\":\"1\"}",
            "{\"BOOL\":\"true\"}",
            "{\"NULL\":false}",
            "{\"S\":1}",
            "{\"__type\":\"x\",\"S\":\"1\"}",
        ];
        if self.rarely(24)? {
            let odd = *self.choices.choose(&ODD)?;
            self.out.push_str(odd);
            return Ok(());
        }
        self.out.push('{');
        self.space()?;
        let kinds = if depth < MAX_DEPTH { 9 } else { 7 };
        match self.choices.int_in_range(0..=kinds)? {
            0 => self.tagged("S", Self::text)?,
            1 => self.tagged("N", Self::number)?,
            2 => self.tagged("B", Self::binary)?,
            3 => self.tagged("BOOL", |own| {
                let word = *own.choices.choose(&["true", "false"])?;
                own.out.push_str(word);
                Ok(())
            })?,
            4 => self.tagged("NULL", |own| {
                own.out.push_str("true");
                Ok(())
            })?,
            5 => self.tagged("SS", |own| own.all(['[', ']'], Self::text))?,
            6 => self.tagged("NS", |own| own.all(['[', ']'], Self::number))?,
            7 => self.tagged("BS", |own| own.all(['[', ']'], Self::binary))?,
            8 => self.tagged("L", |own| own.all(['[', ']'], |own| own.value(depth + 1)))?,
            _ => self.tagged("M", |own| own.entries(depth + 1))?,
        }
        self.space()?;
        self.out.push('}');
        Ok(())
    }

    fn tagged(&mut self, tag: &str, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        self.out.push('"');
        self.out.push_str(tag);
        self.out.push('"');
        self.colon()?;
        write(self)
    }
}
