//! Numbers of tasks at several levels: `8（市9）`, `省3、5`, and whose number a list prints.

use super::field::Level;
use super::header::Header;
use super::model::UpperNumber;
use super::text::{squash, whole_number};

/// The longest text that can be a title.
const TITLE_CHARS: usize = 60;

const LEVEL_WORDS: &[(&str, Level)] = &[
    ("国家", Level::Nation),
    ("中央", Level::Nation),
    ("国", Level::Nation),
    ("省", Level::Province),
    ("市", Level::City),
    ("县", Level::County),
    ("区", Level::County),
    ("上级", Level::Upper),
];

/// A number cell that may name the numbers of other levels: `8（市9）`, `国8/省5/市2`. Where every
/// number names its level the lowest one is the list's own, and its level is told too.
pub(super) fn composite_number(text: &str) -> (Option<i64>, Vec<UpperNumber>, Option<Level>) {
    if let Some(no) = whole_number(text) {
        return (Some(no), Vec::new(), None);
    }
    if let Some(mut named) = named_numbers(text) {
        // Several counties have a first item: what numbers the list is its own level's.
        let own = named.iter().position(|one| one.level != Level::County).unwrap_or(0);
        let own = named.remove(own);
        return (own.no, named, Some(own.level));
    }
    let squashed = squash(text).replace("序号", "").replace("编号", "");
    let squashed = ["问题", "任务"].iter().find_map(|word| squashed.strip_prefix(word)).unwrap_or(&squashed);
    let (own, rest) = squashed.split_once(['(', '/']).unwrap_or((squashed, ""));
    if let Some(no) = whole_number(own) {
        return (Some(no), levelled(rest), None);
    }
    let mut upper = levelled(squashed);
    let named = LEVEL_WORDS.iter().any(|(word, _)| squashed.starts_with(word));
    let lowest = upper.iter().map(|one| one.level).filter(|level| *level != Level::Upper).max();
    match upper.iter().position(|one| named && Some(one.level) == lowest) {
        Some(at) => (upper.remove(at).no, upper, lowest),
        None => (None, upper, None),
    }
}

/// The numbers of a cell in which each names its level or its county: `市9 石桥县8`, as registers print them.
pub(super) fn named_numbers(text: &str) -> Option<Vec<UpperNumber>> {
    let one = |part: &str| {
        let at = part.find(|c: char| c.is_ascii_digit())?;
        let (word, digits) = (part.get(..at)?, part.get(at..)?);
        let no = digits.parse().ok()?;
        let county = word.chars().count() > 1 && word.ends_with(['县', '区']);
        let named = || LEVEL_WORDS.iter().find(|(known, _)| *known == word).map(|(_, level)| *level);
        let level = if county { Level::County } else { named()? };
        Some(UpperNumber { level, no: Some(no), text: digits.to_owned() })
    };
    let numbers: Vec<UpperNumber> = text.split_whitespace().map(one).collect::<Option<_>>()?;
    (!numbers.is_empty()).then_some(numbers)
}

/// The numbers that name their level.
fn levelled(text: &str) -> Vec<UpperNumber> {
    let one = |part: &str| {
        let (word, level) = LEVEL_WORDS.iter().find(|(word, _)| part.starts_with(word))?;
        let text = part.get(word.len()..)?.trim_start_matches(['级', ':']);
        digits_of(text).map(|no| UpperNumber { level: *level, no: Some(no), text: text.to_owned() })
    };
    text.split([',', '、', ';', '/', ')', '(', '和', '|']).filter_map(one).collect()
}

/// The number that "1-1", "1-2" and "1-3" share.
pub(super) fn whole_of_parts(texts: &[String]) -> Option<String> {
    let first = texts.first().and_then(|text| whole_of_part(text)).filter(|_| texts.len() > 1)?;
    texts.iter().all(|text| whole_of_part(text).as_ref() == Some(&first)).then_some(first)
}

/// `1-2` → `1`.
pub(super) fn whole_of_part(text: &str) -> Option<String> {
    let squashed = squash(text);
    let (whole, part) = squashed.split_once(['-', '—', '–'])?;
    let number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    (number(whole) && number(part)).then(|| whole.to_owned())
}

/// The numbers of a level column; several are listed one by one. A cell that names levels itself
/// knows better than its header, and a number without a word goes on with the level before.
pub(super) fn upper_numbers(level: Level, text: &str) -> Vec<UpperNumber> {
    let squashed = squash(text);
    let mut level = level;
    let mut one = |part: &str| {
        let named = levelled(part);
        if let Some(last) = named.last() {
            level = last.level;
            return named;
        }
        vec![UpperNumber { level, no: whole_number(part).or_else(|| digits_of(part)), text: part.to_owned() }]
    };
    squashed
        .split([',', '、', ';', '/', '和'])
        .filter(|part| !part.is_empty() && !part.chars().all(|c| matches!(c, '-' | '—' | '无')))
        .flat_map(&mut one)
        .collect()
}

/// The only run of digits in a text.
fn digits_of(text: &str) -> Option<i64> {
    let mut runs = text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    let run = runs.next()?;
    if runs.next().is_some() { None } else { run.parse().ok() }
}

/// Whose number the number column prints, from the other number columns and the title.
pub(super) fn own_level(header: &Header, title: &[String], sheet: &str, file: &str) -> Option<Level> {
    let own_word = header
        .column(super::Field::No)
        .and_then(|column| header.at(column))
        .map(|column| squash(&column.header))
        .unwrap_or_default();
    for (word, level) in LEVEL_WORDS {
        if own_word.starts_with(word) {
            return Some(*level);
        }
    }
    if header.own_level.is_some() {
        return header.own_level;
    }
    let upper: Vec<Level> = header.upper_columns().into_iter().map(|(level, _)| level).collect();
    if upper.contains(&Level::City) {
        return Some(Level::County);
    }
    let by_title = title.iter().map(String::as_str).chain([sheet, file]).find_map(level_of_title);
    match by_title {
        Some(level) if !upper.contains(&level) => Some(level),
        _ if upper.contains(&Level::Province) => Some(Level::City),
        _ if upper.contains(&Level::Nation) => Some(Level::Province),
        other => other,
    }
}

fn level_of_title(title: &str) -> Option<Level> {
    let squashed = squash(title);
    // Whole sentences above a list are not its title.
    if squashed.ends_with('。') || squashed.chars().count() > TITLE_CHARS {
        return None;
    }
    if ["县级", "区级", "(县)", "县(区)级"].iter().any(|word| squashed.contains(word)) {
        return Some(Level::County);
    }
    if ["市级", "州级"].iter().any(|word| squashed.contains(word)) {
        return Some(Level::City);
    }
    // "雅安市汉源县…" belongs to the county, "雅安市贯彻…" to the city; only the head counts.
    let head: String =
        squashed.chars().take_while(|c| !matches!(c, '贯' | '落' | '关' | '整' | '督' | '生')).take(14).collect();
    let at = |c: char| head.char_indices().filter(|(at, _)| *at > 0).find(|(_, found)| *found == c).map(|(at, _)| at);
    if at('县').is_some() || at('区').is_some() {
        Some(Level::County)
    } else if at('市').is_some() {
        Some(Level::City)
    } else if at('省').is_some() {
        Some(Level::Province)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_several_levels_in_one_cell() {
        let (no, upper, _) = composite_number("8（市9、省3）");
        assert_eq!(no, Some(8));
        assert_eq!(
            upper.iter().map(|u| (u.level, u.no)).collect::<Vec<_>>(),
            [(Level::City, Some(9)), (Level::Province, Some(3))]
        );
        assert_eq!(composite_number("序号8（市序号9）").0, Some(8));
        assert_eq!(composite_number("1-2").0, None);
        assert_eq!((composite_number("问题1").0, composite_number("第2条").0), (Some(1), Some(2)));
        let levels = |text: &str| {
            let (no, upper, own) = composite_number(text);
            (no, upper.into_iter().map(|u| (u.level, u.no)).collect::<Vec<_>>(), own)
        };
        let (nation, province) = ((Level::Nation, Some(8)), (Level::Province, Some(5)));
        assert_eq!(levels("省5、市1"), (Some(1), vec![province], Some(Level::City)));
        assert_eq!(levels("国8/省5/市2"), (Some(2), vec![nation, province], Some(Level::City)));
        assert_eq!(levels("市级8（省5）"), (Some(8), vec![province], Some(Level::City)));
        assert_eq!(levels("甲3").0, None);
        assert_eq!(upper_numbers(Level::Province, "3、5").len(), 2);
        assert_eq!(upper_numbers(Level::Province, "省12").first().and_then(|u| u.no), Some(12));
        assert!(upper_numbers(Level::Province, "—").is_empty());
        for (text, no) in [("任务2", 2), ("问题五", 5), ("④", 4)] {
            assert_eq!(composite_number(text).0, Some(no), "{text}");
        }
    }

    #[test]
    fn the_numbers_of_a_register_name_level_or_county() {
        let read = |text: &str| {
            let (no, upper, own) = composite_number(text);
            (no, own, upper.into_iter().map(|u| (u.level, u.no)).collect::<Vec<_>>())
        };
        let county = vec![(Level::County, Some(8))];
        assert_eq!(read("市9 县8"), (Some(9), Some(Level::City), county.clone()));
        assert_eq!(read("石桥县8 市9"), (Some(9), Some(Level::City), county));
        assert_eq!(read("市中区3"), (Some(3), Some(Level::County), Vec::new()));
        assert_eq!(read("市9"), (Some(9), Some(Level::City), Vec::new()));
        assert!(named_numbers("市9 八").is_none() && named_numbers("9").is_none() && named_numbers("").is_none());
    }

    #[test]
    fn a_number_that_names_its_level_keeps_it() {
        let read = |text: &str| -> Vec<(Level, Option<i64>)> {
            upper_numbers(Level::Upper, text).into_iter().map(|upper| (upper.level, upper.no)).collect()
        };
        assert_eq!(read("省3、市5"), [(Level::Province, Some(3)), (Level::City, Some(5))]);
        assert_eq!(read("国8/省5"), [(Level::Nation, Some(8)), (Level::Province, Some(5))]);
        assert_eq!(read("市级12"), [(Level::City, Some(12))]);
        assert_eq!(read("省第12项"), [(Level::Province, Some(12))]);
        assert_eq!(read("省3、4"), [(Level::Province, Some(3)), (Level::Province, Some(4))]);
        assert_eq!(read("7、8"), [(Level::Upper, Some(7)), (Level::Upper, Some(8))]);
    }

    #[test]
    fn levels_of_titles() {
        for (title, level) in [
            ("雅安市贯彻落实第三轮督察反馈意见整改任务分解表（县级）", Some(Level::County)),
            ("雅安市贯彻落实督察反馈意见整改任务清单", Some(Level::City)),
            ("汉源县生态环境问题整改清单", Some(Level::County)),
            ("雅安市名山区整改清单", Some(Level::County)),
            ("四川省整改清单", Some(Level::Province)),
            ("整改任务清单", None),
        ] {
            assert_eq!(level_of_title(title), level, "{title}");
        }
    }
}
