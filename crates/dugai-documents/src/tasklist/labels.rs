//! Goal and measures that stand in one cell behind labels: 整改目标：…整改措施：….
//!
//! How measures are numbered is in `measures`.

use super::text::is_space;

const GOAL: [&str; 6] = ["整改目标任务", "整改目标", "工作目标", "目标要求", "目标任务", "目标"];
const MEASURES: [&str; 5] = ["整改措施", "工作措施", "具体措施", "主要措施", "措施"];

/// Numbers that may stand before the second label.
const NUMBERS: [&str; 10] = ["一、", "二、", "（一）", "（二）", "(一)", "(二)", "1.", "2.", "1、", "2、"];

/// The goal and the measures of a cell that names both.
pub(super) fn goal_and_measures(text: &str) -> Option<(String, String)> {
    let (goal_at, goal_from) = label(text, &GOAL)?;
    let (measures_at, measures_from) = label(text, &MEASURES)?;
    let piece = |from: usize, to: usize| text.get(from..to).map(clean);
    let (goal, measures) = if goal_at < measures_at {
        (piece(goal_from, measures_at)?, piece(measures_from, text.len())?)
    } else {
        (piece(goal_from, text.len())?, piece(measures_from, goal_at)?)
    };
    (!goal.is_empty() && !measures.is_empty()).then_some((goal, measures))
}

/// Where a label begins and what follows it: at the head of a sentence, closed by a colon, a
/// bracket or the end of its line.
fn label(text: &str, words: &[&str]) -> Option<(usize, usize)> {
    let whole = |(at, word): (usize, &str)| {
        let before = text.get(..at)?.trim_end_matches(|c: char| is_space(c) && c != '\n');
        let bracket = before.ends_with(['【', '[', '（', '(']);
        let numbered = NUMBERS.iter().find_map(|number| before.strip_suffix(number)).unwrap_or(before);
        let begins = bracket || numbered.is_empty() || numbered.ends_with(['。', '；', ';', '\n', '：', ':']);
        let after = text.get(at + word.len()..)?;
        let shut = after.strip_prefix(['】', ']', '）', ')']).filter(|_| bracket);
        let rest = shut.unwrap_or(after);
        let rest = rest.strip_prefix(['：', ':', '\n']).or(shut)?;
        let from = if bracket { before.char_indices().next_back()?.0 } else { at };
        begins.then(|| (from, text.len() - rest.len()))
    };
    words.iter().find_map(|word| text.match_indices(word).find_map(whole))
}

fn clean(piece: &str) -> String {
    let piece = piece.trim_matches(is_space);
    let piece = NUMBERS.iter().find_map(|number| piece.strip_suffix(number)).unwrap_or(piece);
    piece.trim_start_matches(['：', ':']).trim_matches(is_space).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_labels_in_their_many_forms() {
        for cell in [
            "整改目标：完成治理。整改措施：1.关停；2.清运。",
            "目标:\n完成治理。\n措施:\n1.关停；2.清运。",
            "【整改目标】完成治理。\n【整改措施】1.关停；2.清运。",
            "一、整改目标\n完成治理。\n二、整改措施\n1.关停；2.清运。",
            "整改措施：1.关停；2.清运。整改目标：完成治理。",
        ] {
            let expected = ("完成治理。".to_owned(), "1.关停；2.清运。".to_owned());
            assert_eq!(goal_and_measures(cell), Some(expected), "{cell}");
        }
        for cell in ["1.制定整改目标：达标；2.落实。", "整改措施：1.关停。", "明确目标，落实措施。"]
        {
            assert_eq!(goal_and_measures(cell), None, "{cell}");
        }
    }
}
