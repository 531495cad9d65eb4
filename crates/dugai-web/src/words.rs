//! Words for people: both languages of an entry stand together in `messages/<area>.toml`,
//! so nothing can be half translated. `[stage] registered = { zh = "…", en = "…" }` is the
//! key `stage.registered`. All files make one catalogue, read at first use.

mod catalogue;

use std::fmt::Display;

use dugai_domain::time::Timestamp;
use jiff::civil::Date;

pub use catalogue::{WordsError, check, keys};
use catalogue::{catalogue, unknown};

/// A language of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Lang {
    /// Chinese, the first.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Both languages.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// The language of a code, as in the cookie and in `?lang=`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The code, as in the cookie and in `?lang=`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// The value of the `lang` attribute.
    #[must_use]
    pub fn html_lang(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The other language, for the switch.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Zh => Self::En,
            Self::En => Self::Zh,
        }
    }
}

/// A value or a reference to it: templates hand over fields by reference, code by value.
pub trait Given<T> {
    /// The value itself.
    fn given(self) -> T;
}

impl<T: Copy> Given<T> for T {
    fn given(self) -> T {
        self
    }
}

impl<T: Copy> Given<T> for &T {
    fn given(self) -> T {
        *self
    }
}

impl<T: Copy> Given<T> for &&T {
    fn given(self) -> T {
        **self
    }
}

/// The words in one language: a handle that pages and templates carry about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct W {
    /// The language.
    pub lang: Lang,
}

impl W {
    /// The words of a language.
    #[must_use]
    pub fn new(lang: Lang) -> Self {
        Self { lang }
    }

    /// The word of a key, if there is one.
    #[must_use]
    pub fn get(self, key: &str) -> Option<&'static str> {
        catalogue().word(key, self.lang)
    }

    /// The word of a key; an unknown key stands for itself.
    #[must_use]
    pub fn t(self, key: &str) -> &'static str {
        self.get(key).unwrap_or_else(|| unknown(key))
    }

    /// The word of a code within an area: `code("stage", "filed")`.
    #[must_use]
    pub fn code(self, area: &str, code: &str) -> &'static str {
        self.t(&format!("{area}.{code}"))
    }

    /// The text of a key with `{n}` replaced; for one thing the words below it under `one`, if
    /// there are any (`left = { zh = "剩{n}天", en = "{n} days left", one = { … } }`).
    #[must_use]
    pub fn t1(self, key: &str, n: impl Display) -> String {
        let n = n.to_string();
        let one = format!("{key}.one");
        let key = if n == "1" && self.get(&one).is_some() { &one } else { key };
        self.fill(key, &[("n", &n)])
    }

    /// The text of a key with every `{name}` replaced. Values are not looked into again.
    #[must_use]
    pub fn fill(self, key: &str, values: &[(&str, &dyn Display)]) -> String {
        let mut out = String::new();
        let mut rest = self.t(key);
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, tail)) = after.split_once('}') else {
                out.push('{');
                rest = after;
                continue;
            };
            match values.iter().find(|(n, _)| *n == name) {
                Some((_, value)) => out.push_str(&value.to_string()),
                None => out.push_str(&format!("{{{name}}}")),
            }
            rest = tail;
        }
        out.push_str(rest);
        out
    }

    /// Several things in one sentence.
    #[must_use]
    pub fn list<S: AsRef<str>>(self, things: impl IntoIterator<Item = S>) -> String {
        join(
            things,
            match self.lang {
                Lang::Zh => "、",
                Lang::En => ", ",
            },
        )
    }

    /// Several clauses, each of which may hold a list. A clause that is a whole sentence loses its
    /// full stop where another follows.
    #[must_use]
    pub fn clauses<S: AsRef<str>>(self, clauses: impl IntoIterator<Item = S>) -> String {
        let (between, stop) = match self.lang {
            Lang::Zh => ("；", '。'),
            Lang::En => ("; ", '.'),
        };
        let clauses: Vec<S> = clauses.into_iter().collect();
        let last = clauses.len().saturating_sub(1);
        let open = |(at, clause): (usize, &S)| {
            let text = clause.as_ref();
            if at == last { text.to_owned() } else { text.strip_suffix(stop).unwrap_or(text).to_owned() }
        };
        join(clauses.iter().enumerate().map(open), between)
    }

    /// A day in its short form, `2026-11-24`, as tables print it.
    #[must_use]
    pub fn date(self, day: impl Given<Date>) -> String {
        day.given().to_string()
    }

    /// A day in its long form: `2026年11月24日`, `24 November 2026`.
    #[must_use]
    pub fn date_long(self, day: impl Given<Date>) -> String {
        let day = day.given();
        match self.lang {
            Lang::Zh => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
            Lang::En => format!("{} {} {}", day.day(), self.t(&format!("month.{}", day.month())), day.year()),
        }
    }

    /// A month in its long form: `2026年11月`, `November 2026`.
    #[must_use]
    pub fn month_long(self, day: impl Given<Date>) -> String {
        let day = day.given();
        match self.lang {
            Lang::Zh => format!("{}年{}月", day.year(), day.month()),
            Lang::En => format!("{} {}", self.t(&format!("month.{}", day.month())), day.year()),
        }
    }

    /// A moment, Beijing time, `2026-11-24 22:05`.
    #[must_use]
    pub fn time(self, at: impl Given<Timestamp>) -> String {
        at.given().to_string()
    }

    /// A moment in its long form: `2026年11月24日22时05分`, `24 November 2026, 22:05`.
    #[must_use]
    pub fn time_long(self, at: impl Given<Timestamp>) -> String {
        let at = at.given();
        let (hour, minute) = at.clock_face();
        let day = self.date_long(at.day());
        match self.lang {
            Lang::Zh => format!("{day}{hour}时{minute:02}分"),
            Lang::En => format!("{day}, {hour:02}:{minute:02}"),
        }
    }

    /// A number with its thousands separated.
    #[must_use]
    pub fn number(self, n: impl Given<u64>) -> String {
        let digits = n.given().to_string();
        let mut out = String::with_capacity(digits.len() + digits.len() / 3);
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        out
    }

    /// A size in bytes: `640 B`, `200.0 KB`, `1.2 MB`.
    #[must_use]
    pub fn size(self, bytes: impl Given<u64>) -> String {
        const UNITS: [&str; 3] = ["KB", "MB", "GB"];
        let bytes = bytes.given();
        if bytes < 1024 {
            return format!("{bytes} B");
        }
        // In tenths of the unit, so that no floating point is needed.
        let mut tenths = bytes.saturating_mul(10) / 1024;
        let mut unit = UNITS.iter();
        let mut name = unit.next();
        for next in unit {
            if tenths < 10_240 {
                break;
            }
            tenths /= 1024;
            name = Some(next);
        }
        format!("{}.{} {}", self.number(tenths / 10), tenths % 10, name.copied().unwrap_or_default())
    }

    /// Money given in fen: `12.35万元`, `CNY 123,456.78`.
    #[must_use]
    pub fn yuan(self, fen: impl Given<i64>) -> String {
        let fen = fen.given();
        let sign = if fen < 0 { "-" } else { "" };
        let fen = fen.unsigned_abs();
        match self.lang {
            Lang::Zh => {
                // Hundredths of 万元 are 100 yuan, rounded half up.
                let hundredths = fen / 10_000 + u64::from(fen % 10_000 >= 5_000);
                format!("{sign}{}.{:02}万元", self.number(hundredths / 100), hundredths % 100)
            }
            Lang::En => format!("{sign}CNY {}.{:02}", self.number(fen / 100), fen % 100),
        }
    }
}

fn join<S: AsRef<str>>(things: impl IntoIterator<Item = S>, between: &str) -> String {
    let things: Vec<S> = things.into_iter().collect();
    let texts: Vec<&str> = things.iter().map(AsRef::as_ref).collect();
    texts.join(between)
}

#[cfg(test)]
mod tests;
