//! The picture of all cases: a bar for each contender, from the hand-written code's time on.

use crate::growth::ATTRIBUTES;
use crate::report::Report;
use crate::svg::{Anchor, CONTENDERS, Scale, Svg};
use std::fmt;

/// Who has bars: all but the hand-written code, which is the line that they begin at.
const SHOWN: [&str; 4] = ["singletable", "serde", "modyne", "facade"];
/// Ratios with a line of their own.
const TICKS: [f64; 13] = [
    0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 20.0, 30.0,
];

const WIDTH: f64 = 820.0;
const LEFT: f64 = 170.0;
const RIGHT: f64 = WIDTH - 40.0;
const TOP: f64 = 96.0;
const BAR: f64 = 6.0;
const GAP: f64 = 9.0;

/// Draws it.
pub fn ratios(report: &Report) -> Result<String, fmt::Error> {
    let cases = cases(report);
    let heights = cases.iter().map(|case| GAP + BAR * f64::from(case.bars()));
    let bottom = TOP + heights.sum::<f64>() + GAP;
    let title = "Time against hand-written code";
    let mut svg = Svg::new(WIDTH, bottom + 48.0, title)?;
    svg.legend((LEFT, 48.0), &SHOWN)?;
    let scale = scale(&cases);
    axis(&mut svg, scale, bottom)?;
    let mut y = TOP + GAP;
    for case in &cases {
        let height = BAR * f64::from(case.bars());
        svg.words(
            (LEFT - 10.0, y + height / 2.0 + 4.0),
            Anchor::End,
            12,
            case.name,
        )?;
        for (ratio, color) in case.ratios() {
            svg.bar((scale.at(1.0), y), (scale.at(ratio), y + BAR - 1.0), color)?;
            y += BAR;
        }
        y += GAP;
    }
    // Over the bars that begin there.
    svg.line((scale.at(1.0), TOP), (scale.at(1.0), bottom), 1.5)?;
    Ok(svg.finish())
}

/// A case with the ratio of each contender that takes part.
struct Case<'r> {
    name: &'r str,
    ratios: [Option<f64>; SHOWN.len()],
}

impl Case<'_> {
    fn bars(&self) -> u32 {
        self.ratios.iter().flatten().map(|_| 1).sum()
    }

    /// Each ratio with its color.
    fn ratios(&self) -> impl Iterator<Item = (f64, &'static str)> {
        let colors = SHOWN.map(|name| {
            let mut all = CONTENDERS.into_iter();
            all.find(|known| known.0 == name)
                .map_or("", |known| known.2)
        });
        let ratios = self.ratios.into_iter().zip(colors);
        ratios.filter_map(|(ratio, color)| Some((ratio?, color)))
    }
}

/// All but those of growth, which have a picture of their own.
fn cases(report: &Report) -> Vec<Case<'_>> {
    let is_growth = |name: &str| ATTRIBUTES.iter().any(|(_, case)| *case == name);
    let names = report.names().filter(|name| !is_growth(name));
    let case = |name| Case {
        name,
        ratios: SHOWN.map(|contender| Some(report.row(name, contender)?.ratio_to_hand)),
    };
    names.map(case).collect()
}

/// From the smallest ratio to the largest, with a little room.
fn scale(cases: &[Case<'_>]) -> Scale {
    let all = || cases.iter().flat_map(|case| case.ratios.iter().flatten());
    let low = all().copied().fold(0.8, f64::min);
    let high = all().copied().fold(1.25, f64::max);
    Scale::new((low / 1.05, high * 1.05), (LEFT, RIGHT))
}

fn axis(svg: &mut Svg, scale: Scale, bottom: f64) -> fmt::Result {
    for tick in TICKS {
        let x = scale.at(tick);
        if !(LEFT..=RIGHT).contains(&x) {
            continue;
        }
        svg.line((x, TOP), (x, bottom), 0.3)?;
        svg.words((x, TOP - 6.0), Anchor::Middle, 11, tick)?;
        svg.words((x, bottom + 16.0), Anchor::Middle, 11, tick)?;
    }
    let middle = scale.at(1.0);
    svg.words((middle - 14.0, TOP - 22.0), Anchor::End, 12, "← faster")?;
    svg.words((middle + 14.0, TOP - 22.0), Anchor::Start, 12, "slower →")?;
    let what = "time as a multiple of the hand-written code's, on a logarithmic scale";
    svg.words(
        (f64::midpoint(LEFT, RIGHT), bottom + 36.0),
        Anchor::Middle,
        12,
        what,
    )
}
