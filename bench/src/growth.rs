//! The picture of how time grows with what a page has.

use crate::report::{Report, time};
use crate::svg::{Anchor, CONTENDERS, Scale, Svg};
use std::fmt;

const SHOWN: [&str; 3] = ["hand", "serde", "singletable"];

const WIDTH: f64 = 820.0;
const HEIGHT: f64 = 400.0;
const TOP: f64 = 76.0;
const BOTTOM: f64 = HEIGHT - 56.0;

/// Items of the page, with their cases.
pub const ITEMS: [(u32, &str); 4] = [
    (1, "query/user-1"),
    (10, "query/user-10"),
    (100, "query/user-100"),
    (1000, "query/user-1000"),
];
/// Attributes of each of 1,000 items, with their cases.
pub const ATTRIBUTES: [(u32, &str); 4] = [
    (5, "query/attributes-5-1000"),
    (13, "query/attributes-13-1000"),
    (25, "query/attributes-25-1000"),
    (50, "query/attributes-50-1000"),
];

/// Draws it.
pub fn growth(report: &Report) -> Result<String, fmt::Error> {
    let mut svg = Svg::new(WIDTH, HEIGHT, "Time for one page of a query")?;
    svg.legend((230.0, 48.0), &SHOWN)?;
    let items = Panel {
        left: 76.0,
        right: 390.0,
        label: "items in the page, of 13 attributes each",
        cases: ITEMS,
    };
    items.draw(&mut svg, report)?;
    let attributes = Panel {
        left: 496.0,
        right: WIDTH - 24.0,
        label: "attributes of each of 1,000 items",
        cases: ATTRIBUTES,
    };
    attributes.draw(&mut svg, report)?;
    Ok(svg.finish())
}

/// Curves over one thing that grows.
struct Panel {
    left: f64,
    right: f64,
    label: &'static str,
    cases: [(u32, &'static str); 4],
}

impl Panel {
    fn draw(&self, svg: &mut Svg, report: &Report) -> fmt::Result {
        let (across, up) = self.scales(report);
        self.axes(svg, across, up)?;
        for (name, _, color) in CONTENDERS {
            if !SHOWN.contains(&name) {
                continue;
            }
            let point = |(count, case): &(u32, &str)| {
                let time = report.row(case, name)?.median_ns;
                Some((across.at(f64::from(*count)), up.at(time)))
            };
            let points: Vec<_> = self.cases.iter().filter_map(point).collect();
            svg.curve(&points, color)?;
        }
        Ok(())
    }

    /// The scales of counts and of times, the latter between powers of ten or their halves.
    fn scales(&self, report: &Report) -> (Scale, Scale) {
        let times = self.cases.iter().flat_map(|(_, case)| {
            let rows = SHOWN.iter().filter_map(|name| report.row(case, name));
            rows.map(|row| row.median_ns)
        });
        let (low, high) = times.fold((f64::MAX, f64::MIN_POSITIVE), |(low, high), time| {
            (low.min(time), high.max(time))
        });
        let counts = self.cases.map(|(count, _)| f64::from(count));
        let across = Scale::new((counts[0] / 1.1, counts[3] * 1.1), (self.left, self.right));
        (across, Scale::new((low / 1.3, high * 1.3), (BOTTOM, TOP)))
    }

    fn axes(&self, svg: &mut Svg, across: Scale, up: Scale) -> fmt::Result {
        svg.line((self.left, BOTTOM), (self.right, BOTTOM), 1.0)?;
        svg.line((self.left, BOTTOM), (self.left, TOP), 1.0)?;
        for (count, _) in self.cases {
            let x = across.at(f64::from(count));
            svg.line((x, BOTTOM), (x, BOTTOM + 4.0), 1.0)?;
            svg.words((x, BOTTOM + 18.0), Anchor::Middle, 11, count)?;
        }
        for power in 1..9 {
            for step in [1.0, 2.0, 5.0] {
                let value = step * 10_f64.powi(power);
                let y = up.at(value);
                if !(TOP..=BOTTOM).contains(&y) {
                    continue;
                }
                svg.line((self.left, y), (self.right, y), 0.3)?;
                svg.words((self.left - 6.0, y + 4.0), Anchor::End, 11, tick(value))?;
            }
        }
        let middle = f64::midpoint(self.left, self.right);
        svg.words((middle, BOTTOM + 40.0), Anchor::Middle, 12, self.label)?;
        svg.upwards(
            (self.left - 60.0, f64::midpoint(TOP, BOTTOM)),
            "time per page",
        )
    }
}

/// A round time.
fn tick(nanoseconds: f64) -> String {
    time(nanoseconds).replace(".00", "")
}
