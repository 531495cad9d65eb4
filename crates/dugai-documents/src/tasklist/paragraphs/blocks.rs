//! Which pieces make up a task: its heading, its labelled values, and the text that goes on with them.
//!
//! How a line is taken apart is told in `piece`.

use std::ops::Range;

use super::super::field::Field;
use super::super::rows::CLASS_CHARS;
use super::super::text::squash;
use super::super::walk::LIST_WORDS;
use super::piece::{Counted, Piece};

/// A labelled value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value<'a> {
    pub(super) field: Field,
    pub(super) name: &'a str,
    pub(super) lines: Vec<&'a str>,
    /// Where its label stands.
    pub(super) paragraph: usize,
}

/// One task.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Block<'a> {
    pub(super) number: Option<i64>,
    /// The heading and what stands below it before the first label, with their paragraphs.
    pub(super) heading: Vec<(usize, &'a str)>,
    pub(super) values: Vec<Value<'a>>,
    pub(super) klass: Option<String>,
    pub(super) subclass: Option<String>,
    pub(super) first: usize,
    pub(super) last: usize,
}

impl Block<'_> {
    pub(super) fn has(&self, field: Field) -> bool {
        self.values.iter().any(|value| value.field == field)
    }
}

/// The tasks of a text, and what stands in it besides.
#[derive(Debug, Default)]
pub(super) struct Blocks<'a> {
    pub(super) tasks: Vec<Block<'a>>,
    pub(super) title: Vec<&'a str>,
    /// Lines that belong to no task: paragraph, text, whether they stand behind the list.
    pub(super) rest: Vec<(usize, &'a str, bool)>,
}

/// What the headings of tasks have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind<'a> {
    Counted(Counted),
    Style(&'a str),
    Bold,
}

impl<'a> Kind<'a> {
    fn of(self, piece: &Piece<'a>) -> bool {
        match self {
            Self::Counted(counted) => piece.mark.is_some_and(|mark| mark.counted == counted),
            Self::Style(style) => piece.style == style,
            Self::Bold => piece.bold,
        }
    }
}

/// The tasks that pieces make up; none when their labels tell of none.
pub(super) fn blocks<'a>(pieces: &[Piece<'a>]) -> Option<Blocks<'a>> {
    let opener = opener(pieces)?;
    let field = |piece: &Piece<'_>| piece.label.map(|(field, _)| field);
    let openers: Vec<usize> = (0..pieces.len()).filter(|at| pieces.get(*at).and_then(field) == Some(opener)).collect();
    let kind = kind(pieces, &openers);
    let marks: Option<Vec<i64>> = openers.iter().map(|at| Some(pieces.get(*at)?.mark?.number)).collect();
    let counts = |marks: Vec<i64>| match marks.as_slice() {
        [_] => pieces.iter().filter(|piece| piece.label.is_some()).nth(1).is_some_and(|next| next.mark.is_none()),
        several => several.windows(2).all(|pair| matches!(pair, [one, next] if one + 1 == *next)),
    };
    let mut walk = Walk {
        pieces,
        opener,
        kind,
        counted: marks.is_some_and(counts),
        out: Blocks::default(),
        from: 0,
        number: 0,
        class: (None, None),
        class_marks: Vec::new(),
    };
    let first = openers.first().copied()?;
    for at in (first..pieces.len()).filter(|at| pieces.get(*at).is_some_and(|piece| piece.label.is_some())) {
        walk.label(at);
    }
    walk.end();
    Some(walk.out)
}

/// The label by which every task begins: the first of those that stand as often as there are tasks.
fn opener(pieces: &[Piece<'_>]) -> Option<Field> {
    let fields: Vec<Field> = pieces.iter().filter_map(|piece| Some(piece.label?.0)).collect();
    let count = |field: Field| fields.iter().filter(|other| **other == field).count();
    let often = [Field::Measures, Field::Units, Field::Lead, Field::Due].into_iter().map(count).max()?;
    let usual = |field: &Field| !matches!(field, Field::Other | Field::Remark | Field::Person | Field::Progress);
    fields.iter().copied().find(|field| often > 0 && count(*field) >= often && usual(field))
}

/// The lines without a label right above a piece.
fn run(pieces: &[Piece<'_>], at: usize) -> Range<usize> {
    let before = pieces.get(..at).unwrap_or(&[]);
    before.iter().rposition(|piece| piece.label.is_some()).map_or(0, |last| last + 1)..at
}

/// What stands above every task.
fn kind<'a>(pieces: &[Piece<'a>], openers: &[usize]) -> Option<Kind<'a>> {
    let runs: Vec<&[Piece<'a>]> = openers.iter().filter_map(|at| pieces.get(run(pieces, *at))).collect();
    let first = runs.first()?;
    let counted = first.iter().rev().filter_map(|piece| Some(Kind::Counted(piece.mark?.counted)));
    let styled = first.iter().rev().filter(|piece| !piece.style.is_empty()).map(|piece| Kind::Style(piece.style));
    let bold = first.iter().rev().filter(|piece| piece.bold).map(|_| Kind::Bold);
    let everywhere = |kind: &Kind<'a>| runs.iter().all(|run| run.iter().any(|piece| kind.of(piece)));
    counted.chain(styled).chain(bold).find(everywhere)
}

struct Walk<'a, 'p> {
    pieces: &'p [Piece<'a>],
    opener: Field,
    kind: Option<Kind<'a>>,
    /// Whether the numbers before the first labels count the tasks.
    counted: bool,
    out: Blocks<'a>,
    /// Where the lines without a label begin.
    from: usize,
    /// Number of the last heading.
    number: i64,
    class: (Option<String>, Option<String>),
    /// How classes are counted, and the last number of each.
    class_marks: Vec<(Counted, i64)>,
}

impl<'a> Walk<'a, '_> {
    fn piece(&self, at: usize) -> Option<&Piece<'a>> {
        self.pieces.get(at)
    }

    fn label(&mut self, at: usize) {
        let Some((field, name)) = self.piece(at).and_then(|piece| piece.label) else { return };
        let run = if self.out.tasks.is_empty() { run(self.pieces, at) } else { self.from..at };
        for stray in self.from..run.start {
            self.leave(stray, false);
        }
        self.from = at + 1;
        let again = self.out.tasks.last().is_some_and(|task| task.has(field));
        let heading = self.heading(run.clone());
        let subject = |field| matches!(field, Field::No | Field::Problem | Field::Task);
        let begins =
            self.out.tasks.is_empty() || field == self.opener || again && (heading.is_some() || subject(field));
        if begins {
            let last = run.clone().next_back().filter(|_| !subject(field));
            self.begin(at, run, heading.or(last));
        } else {
            self.go_on(run);
        }
        let Some(piece) = self.piece(at) else { return };
        let (paragraph, text) = (piece.paragraph, piece.text);
        if let Some(task) = self.out.tasks.last_mut() {
            let lines = if text.is_empty() { Vec::new() } else { vec![text] };
            task.values.push(Value { field, name, lines, paragraph });
            task.last = paragraph;
        }
    }

    /// The heading of a task among the lines above it.
    fn heading(&self, run: Range<usize>) -> Option<usize> {
        let kind = self.kind?;
        let mut fitting = run.rev().filter(|at| self.piece(*at).is_some_and(|piece| kind.of(piece)));
        let last = fitting.clone().next();
        let number = |at: &usize| self.piece(*at).and_then(|piece| piece.mark).map(|mark| mark.number);
        fitting.find(|at| number(at) == Some(self.number + 1)).or(last)
    }

    /// Begins a task; what stands above its heading goes on with the one before, or is a class.
    fn begin(&mut self, at: usize, run: Range<usize>, heading: Option<usize>) {
        let above = run.start..heading.unwrap_or(run.end);
        let below = heading.unwrap_or(run.end)..run.end;
        let classes = self.classes(above.clone());
        if self.out.tasks.is_empty() {
            let title = above.start..classes.start;
            self.out.title.extend(title.filter_map(|at| Some(self.pieces.get(at)?.text)));
        } else {
            self.go_on(above.start..classes.start);
        }
        for class in classes {
            self.set_class(class);
        }
        let own = self.piece(at).map_or(0, |piece| piece.paragraph);
        let mark = heading.and_then(|at| self.piece(at)).and_then(|piece| piece.mark);
        let counted = self.piece(at).and_then(|piece| piece.mark).filter(|_| self.counted);
        let number = mark.or(counted).map(|mark| mark.number);
        self.number = number.unwrap_or(self.number);
        let lines = below.filter_map(|at| self.piece(at)).enumerate();
        let lines = lines.map(|(at, piece)| (piece.paragraph, if at == 0 { piece.bare } else { piece.text }));
        let mut heading: Vec<(usize, &'a str)> = lines.collect();
        let first = heading.first().map_or(own, |(paragraph, _)| *paragraph);
        heading.retain(|(_, text)| !text.is_empty());
        let (klass, subclass) = self.class.clone();
        self.out.tasks.push(Block { number, heading, klass, subclass, first, last: own, values: Vec::new() });
    }

    /// The lines right above a heading that name a class of tasks.
    fn classes(&self, above: Range<usize>) -> Range<usize> {
        let first = self.out.tasks.is_empty();
        let is_class = |at: &usize| {
            let Some(piece) = self.piece(*at) else { return false };
            let Some(mark) = piece.mark.filter(|mark| matches!(mark.counted, Counted::Chapter | Counted::Section))
            else {
                return false;
            };
            let name = piece.text.chars().count() <= CLASS_CHARS && !piece.text.ends_with(['。', '；', ';', '：', ':']);
            let known = self.class_marks.iter().find(|(counted, _)| *counted == mark.counted);
            let next = known.is_some_and(|(_, number)| mark.number == number + 1);
            let anew = mark.counted == Counted::Section && mark.number == 1 && known.is_some();
            name && self.kind != Some(Kind::Counted(mark.counted)) && (first || next || anew)
        };
        let end = above.end;
        let length = above.rev().take_while(is_class).count();
        end - length..end
    }

    fn set_class(&mut self, at: usize) {
        let Some(piece) = self.pieces.get(at) else { return };
        let Some(mark) = piece.mark else { return };
        self.class_marks.retain(|(counted, _)| *counted != mark.counted);
        self.class_marks.push((mark.counted, mark.number));
        // 二、整改任务 names the list and no class.
        let list = LIST_WORDS.iter().any(|word| piece.text.contains(word));
        let class = (!list).then(|| piece.text.to_owned());
        if mark.counted == Counted::Section && self.class.0.is_some() {
            self.class.1 = class;
        } else {
            self.class = (class, None);
        }
    }

    /// Lines without a label go on with the value before them, or belong to no task.
    fn go_on(&mut self, run: Range<usize>) {
        for at in run {
            if !self.attach(at) {
                self.leave(at, false);
            }
        }
    }

    /// Whether a line goes on with a value.
    fn attach(&mut self, at: usize) -> bool {
        let Some((paragraph, text, marked)) = self.piece(at).map(|p| (p.paragraph, p.text, p.mark.is_some())) else {
            return false;
        };
        let Some(task) = self.out.tasks.last_mut() else { return false };
        let last = task.values.len().saturating_sub(1);
        let open = task.values.last().is_some_and(|value| {
            let ends = value.lines.last().is_none_or(|line| line.ends_with(['、', '，', ',', '；', ';', '：', ':']));
            ends || is_long(value.field)
        });
        // An item below a short value goes on with the measures above it.
        let items = task.values.iter().rposition(|value| value.field == Field::Measures).filter(|_| marked);
        let Some(value) = (if open { Some(last) } else { items }).and_then(|place| task.values.get_mut(place)) else {
            return false;
        };
        value.lines.push(text);
        task.last = paragraph;
        true
    }

    fn leave(&mut self, at: usize, behind: bool) {
        if let Some(piece) = self.pieces.get(at) {
            self.out.rest.push((piece.paragraph, piece.text, behind));
        }
    }

    /// What stands behind the last label.
    fn end(&mut self) {
        let mut behind = false;
        for at in self.from..self.pieces.len() {
            behind = behind || self.ends_list(at);
            if behind || !self.attach(at) {
                self.leave(at, behind);
            }
        }
    }

    /// Whether a line begins the next part of the document, or closes it.
    fn ends_list(&self, at: usize) -> bool {
        let Some(piece) = self.piece(at) else { return true };
        let value = self.out.tasks.last().and_then(|task| task.values.last());
        let items = |line: &&str| super::piece::marked(line).is_some_and(|(mark, _)| mark.counted == Counted::Chapter);
        let listed = value.is_some_and(|value| value.lines.iter().any(items));
        let chapter = piece.mark.is_some_and(|mark| mark.counted == Counted::Chapter);
        let word = squash(piece.text);
        let date = word.chars().count() <= 12 && word.contains('年') && word.contains('月') && word.ends_with('日');
        let closes = date || word.starts_with("附件") || word.starts_with("附:") || word.starts_with("联系人");
        chapter && (!listed || self.kind == Some(Kind::Counted(Counted::Chapter))) || closes
    }
}

/// Whether a value of this kind may run over several paragraphs.
fn is_long(field: Field) -> bool {
    matches!(
        field,
        Field::Problem
            | Field::Task
            | Field::Detail
            | Field::Goal
            | Field::Measures
            | Field::Progress
            | Field::Remark
            | Field::Source
    )
}
