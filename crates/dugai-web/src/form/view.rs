//! The form as a page shows it, in the vocabulary of `frontend/COMPONENTS.md`.

use std::fmt::Display;

use askama::Template;

use super::check::{AREA_MAX, LINE_MAX};
use super::refill::ADD;
use super::spec::{FieldFault, FieldKind, FieldSpec};
use crate::words::W;

/// The largest file that can be sent with a form, in bytes.
pub const UPLOAD_MAX: u64 = 20 * 1024 * 1024;
/// Up to so many options are shown at once.
const RADIO_MAX: usize = 5;
/// Up to so many boxes are shown at once.
const BOXES_MAX: usize = 40;
/// Up to so many options in groups are all shown open.
const PICK_OPEN: usize = 8;
/// Field of the files.
const FILES: &str = "files";

/// A whole form. A page renders it and writes the result with `|safe`.
#[derive(Clone, Debug, Template)]
#[template(path = "form.html")]
pub struct FormView {
    /// Where it is sent.
    pub action_url: String,
    /// Words of the button.
    pub submit_label: String,
    /// Where "cancel" leads; empty for none.
    pub cancel_url: String,
    /// Fields.
    pub specs: Vec<FieldSpec>,
    /// Faults; those of fields are shown beside them through [`refill`](super::refill), the
    /// others at the top of the form only.
    pub faults: Vec<FieldFault>,
    /// Key under which the browser keeps what was typed; the person's id belongs in it. Empty: not kept.
    pub keep_key: String,
    /// Hidden pairs.
    pub hidden: Vec<(String, String)>,
    /// Whether files are sent with it, under the name `files`.
    pub files: Files,
    /// Pieces of evidence that are pictures, by their ids: they are shown small beside their box.
    pub pictures: Vec<String>,
    /// Words.
    pub w: W,
}

/// Files sent with a form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Files {
    /// None.
    #[default]
    None,
    /// They can be added.
    Offered,
    /// The form is about them.
    Needed,
}

/// A line of the list of faults.
struct FaultLine {
    id: String,
    text: String,
}

impl FormView {
    /// Every fault, with the field it leads to.
    fn summary(&self) -> Vec<FaultLine> {
        let mut lines = Vec::new();
        for spec in &self.specs {
            lines.extend(self.fault_line(spec, &spec.name, &spec.label));
            if let FieldKind::Rows { rows, .. } = &spec.kind {
                for (i, row) in rows.iter().enumerate() {
                    for field in row {
                        let place: [(&str, &dyn Display); 3] =
                            [("block", &spec.label), ("n", &(i + 1)), ("label", &field.label)];
                        let label = self.w.fill("form.ui.row_label", &place);
                        lines.extend(self.fault_line(field, &format!("{}[{i}].{}", spec.name, field.name), &label));
                    }
                }
            }
        }
        let elsewhere = self.faults.iter().filter(|f| !self.has(&f.field));
        let at = |field: &str| if field == FILES && self.takes_files() { id_of(FILES) } else { String::new() };
        lines.extend(elsewhere.map(|f| FaultLine { id: at(&f.field), text: f.message.clone() }));
        lines
    }

    fn fault_line(&self, field: &FieldSpec, name: &str, label: &str) -> Option<FaultLine> {
        let fault = field.fault.as_ref()?;
        let text = self.w.fill("form.ui.fault_line", &[("label", &label), ("fault", fault)]);
        Some(FaultLine { id: id_of(name), text })
    }

    /// Whether the form has the field of a fault.
    fn has(&self, field: &str) -> bool {
        let block = field.split_once('[').map_or(field, |(block, _)| block);
        self.specs.iter().any(|s| s.name == block)
    }

    fn takes_files(&self) -> bool {
        self.files != Files::None
    }

    fn needs_files(&self) -> bool {
        self.files == Files::Needed
    }

    /// Whether rows can be added. The enter key presses the first button of a form, which must
    /// then not be the one that adds a row.
    fn repeats(&self) -> bool {
        self.specs.iter().any(|s| matches!(s.kind, FieldKind::Rows { .. }))
    }

    /// Blocks that repeat stand in a frame of their own (`true`), fields between them share one.
    fn frames(&self) -> Vec<(bool, Vec<FieldView<'_>>)> {
        let mut frames: Vec<(bool, Vec<FieldView<'_>>)> = Vec::new();
        for spec in &self.specs {
            let view = FieldView { f: spec, at: String::new(), w: self.w, pictures: &self.pictures };
            match frames.last_mut() {
                Some((false, frame)) if !view.is_rows() => frame.push(view),
                _ => frames.push((view.is_rows(), vec![view])),
            }
        }
        frames
    }
}

/// `measures[0].due` as an id: `f-measures-0-due`. The place of an index in a template stays.
fn id_of(name: &str) -> String {
    format!("f-{}", name.replace('[', "-").replace("].", "-"))
}

/// An option of a choice among many.
#[derive(Debug)]
struct Picked<'a> {
    at: usize,
    value: &'a str,
    words: &'a str,
    chosen: bool,
}

/// A group of options that belong together.
#[derive(Debug)]
struct PickGroup<'a> {
    words: &'a str,
    n: usize,
    open: bool,
    options: Vec<Picked<'a>>,
}

/// One field; it draws itself again for the rows of a block.
#[derive(Debug, Template)]
#[template(path = "form_field.html")]
struct FieldView<'a> {
    f: &'a FieldSpec,
    /// Prefix of the row.
    at: String,
    w: W,
    /// Pieces of evidence that are pictures.
    pictures: &'a [String],
}

impl<'a> FieldView<'a> {
    fn is_rows(&self) -> bool {
        matches!(self.f.kind, FieldKind::Rows { .. })
    }

    fn name(&self) -> String {
        format!("{}{}", self.at, self.f.name)
    }

    fn id(&self) -> String {
        id_of(&self.name())
    }

    /// The first value, in the text that fields show.
    fn one(&self) -> &str {
        self.f.value.first().map_or("", String::as_str)
    }

    fn text(&self) -> String {
        self.f.value.join("\n")
    }

    fn chosen(&self, value: &str) -> bool {
        self.f.value.iter().any(|v| v == value)
    }

    /// Whether the browser may insist on it: not in rows, since an empty row is left out.
    fn insists(&self) -> bool {
        self.f.required && self.at.is_empty()
    }

    /// The ids of hint and fault.
    fn described(&self) -> String {
        let id = self.id();
        let mut ids = Vec::new();
        if !self.f.hint.is_empty() {
            ids.push(format!("{id}-h"));
        }
        if self.f.fault.is_some() {
            ids.push(format!("{id}-e"));
        }
        ids.join(" ")
    }

    /// A few options that one must choose from are shown at once.
    fn radios(&self) -> bool {
        self.f.required && self.f.kind.options().len() <= RADIO_MAX
    }

    /// Where the small picture of a piece of evidence is.
    fn thumb(&self, value: &str) -> Option<String> {
        self.pictures.iter().any(|id| id == value).then(|| format!("/files/{value}/thumb"))
    }

    fn boxes(&self) -> bool {
        self.f.kind.options().len() <= BOXES_MAX
    }

    /// The groups of a choice among many.
    fn picks(&self) -> Vec<PickGroup<'a>> {
        let FieldKind::Pick { options, groups } = &self.f.kind else { return Vec::new() };
        let few = options.len() <= PICK_OPEN;
        let mut at = 0;
        let mut made = Vec::new();
        for (words, n) in groups {
            let own = options.iter().enumerate().skip(at).take(*n).map(|(i, (value, words))| Picked {
                at: i,
                value,
                words,
                chosen: self.chosen(value),
            });
            let options: Vec<_> = own.collect();
            let chosen = options.iter().filter(|o| o.chosen).count();
            made.push(PickGroup { words, n: *n, open: few || chosen > 0, options });
            at += n;
        }
        made
    }

    /// What is chosen, in words.
    fn picked(&self) -> String {
        let chosen = self.f.kind.options().iter().filter(|(value, _)| self.chosen(value));
        self.w.list(chosen.map(|(_, words)| words.as_str()).collect::<Vec<_>>())
    }

    /// The first option carries the id to which the list of faults leads.
    fn option_id(&self, at: &usize) -> String {
        if *at == 0 { self.id() } else { format!("{}-{at}", self.id()) }
    }

    fn line_max(&self) -> usize {
        LINE_MAX
    }

    fn area_max(&self) -> usize {
        AREA_MAX
    }

    fn add(&self) -> &'static str {
        ADD
    }

    /// A day input shows nothing of a text that is no day; then a plain one keeps it.
    fn day_type(&self) -> &'static str {
        let one = self.one();
        let day = one.len() == 10 && one.parse::<jiff::civil::Date>().is_ok();
        if one.is_empty() || day { "date" } else { "text" }
    }

    /// Whether a day that has passed is worth a second look: a task of a row is usually still to come.
    fn doubts_past(&self) -> bool {
        let open = matches!(self.f.kind, FieldKind::Date { min: None, max: None });
        open && !self.at.is_empty() && self.f.name == "due"
    }

    /// Fields of a row at an index, or at the place of one.
    fn row(&self, fields: &'a [FieldSpec], i: impl Display) -> Vec<FieldView<'a>> {
        let at = format!("{}[{i}].", self.f.name);
        fields.iter().map(|f| FieldView { f, at: at.clone(), w: self.w, pictures: self.pictures }).collect()
    }
}
