//! Pictures as text: what is drawn here is made of lines, boxes and words.

use std::fmt::{self, Display, Write as _};

/// A grey that is read on white and on black.
pub const INK: &str = "#737b84";

/// The contenders with their names in pictures and their colours, which are told apart on white and
/// on black.
pub const CONTENDERS: [(&str, &str, &str); 5] = [
    ("hand", "by hand", "#8b949e"),
    ("singletable", "singletable", "#2f81f7"),
    ("serde", "serde_dynamo", "#d18616"),
    ("modyne", "modyne", "#2da44e"),
    ("facade", "dynamodb-facade", "#a371f7"),
];

/// A picture that is being drawn.
pub struct Svg {
    out: String,
}

/// Where a text stands by its point.
#[derive(Debug, Clone, Copy)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

impl Svg {
    /// An empty one of that size, with its title.
    pub fn new(width: f64, height: f64, title: &str) -> Result<Self, fmt::Error> {
        let mut out = String::new();
        writeln!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" \
             width=\"{width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\" \
             fill=\"{INK}\" role=\"img\">\n<title>{title}</title>"
        )?;
        let mut svg = Self { out };
        svg.words((width / 2.0, 24.0), Anchor::Middle, 16, title)?;
        Ok(svg)
    }

    /// Words of that size; `<` and the like do not stand in them.
    pub fn words(
        &mut self,
        (x, y): (f64, f64),
        anchor: Anchor,
        size: u32,
        words: impl Display,
    ) -> fmt::Result {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        writeln!(
            self.out,
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" font-size=\"{size}\">{words}</text>"
        )
    }

    /// Words that go upwards, around their point.
    pub fn upwards(&mut self, (x, y): (f64, f64), words: &str) -> fmt::Result {
        writeln!(
            self.out,
            "<text transform=\"translate({x:.1} {y:.1}) rotate(-90)\" text-anchor=\"middle\">{words}</text>"
        )
    }

    /// A line of that width.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), width: f64) -> fmt::Result {
        writeln!(
            self.out,
            "<path d=\"M{:.1} {:.1}L{:.1} {:.1}\" stroke=\"{INK}\" stroke-width=\"{width}\"/>",
            from.0, from.1, to.0, to.1
        )
    }

    /// A box between two corners.
    pub fn bar(&mut self, from: (f64, f64), to: (f64, f64), color: &str) -> fmt::Result {
        let (x, width) = (from.0.min(to.0), (from.0 - to.0).abs());
        let (y, height) = (from.1.min(to.1), (from.1 - to.1).abs());
        writeln!(
            self.out,
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"{color}\"/>"
        )
    }

    /// A line through all points, each with a dot.
    pub fn curve(&mut self, points: &[(f64, f64)], color: &str) -> fmt::Result {
        write!(self.out, "<polyline points=\"")?;
        for (x, y) in points {
            write!(self.out, "{x:.1},{y:.1} ")?;
        }
        writeln!(
            self.out,
            "\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\"/>"
        )?;
        for (x, y) in points {
            writeln!(
                self.out,
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\" fill=\"{color}\"/>"
            )?;
        }
        Ok(())
    }

    /// The names of some contenders beside their colours, from that point on.
    pub fn legend(&mut self, (mut x, y): (f64, f64), shown: &[&str]) -> fmt::Result {
        for (name, words, color) in CONTENDERS {
            if shown.contains(&name) {
                self.bar((x, y - 9.0), (x + 10.0, y + 1.0), color)?;
                self.words((x + 15.0, y), Anchor::Start, 12, words)?;
                x += 130.0;
            }
        }
        Ok(())
    }

    /// The whole text.
    pub fn finish(mut self) -> String {
        self.out.push_str("</svg>\n");
        self.out
    }
}

/// A logarithmic scale: equal steps are equal ratios.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    values: (f64, f64),
    places: (f64, f64),
}

impl Scale {
    /// One on which these values stand at these places.
    pub fn new(values: (f64, f64), places: (f64, f64)) -> Self {
        Self { values, places }
    }

    /// The place of a value.
    pub fn at(self, value: f64) -> f64 {
        let (low, high) = self.values;
        let part = (value / low).ln() / (high / low).ln();
        self.places.0 + part * (self.places.1 - self.places.0)
    }
}
