//! Reads nothing and watches what is asked for: a content's own reader is run over values that are made
//! as it asks for them, so that the document says exactly what the reader takes.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde::forward_to_deserialize_any;

/// What stands at a place of a content.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// Not known.
    Any,
    /// Text of a form.
    Text(Text),
    /// A whole number; whether it may be negative.
    Integer(bool),
    /// Yes or no.
    Flag,
    /// Several of one kind.
    List(Box<Kind>),
    /// That, or nothing.
    Maybe(Box<Kind>),
    /// Fields, and which of them must be there.
    Object(Vec<(&'static str, Kind, bool)>),
    /// One of several; some bring a value.
    Choice(Vec<(&'static str, Option<Kind>)>),
}

/// The form of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Text {
    /// Any.
    Plain,
    /// An id.
    Id,
    /// A day.
    Day,
}

/// Forms in the order in which they are tried, each with an example.
pub(super) const FORMS: [(Text, &str); 3] =
    [(Text::Plain, "x"), (Text::Id, "00000000000070008000000000000001"), (Text::Day, "2026-03-02")];

/// What earlier readings found out.
#[derive(Default)]
struct State {
    /// Which form a text has, by its place.
    forms: RefCell<BTreeMap<String, usize>>,
    /// The text that was asked for last: if the reading ends with an error, it was that one.
    last: RefCell<Option<String>>,
    /// Alternatives by their place: which one is next, and what each brings.
    choices: RefCell<BTreeMap<String, (usize, Choices)>>,
}

type Choices = Vec<(&'static str, Option<Kind>)>;

/// Runs a reader until everything it can ask for was asked; none where it takes one of several forms that
/// only what is sent tells apart.
pub(super) fn trace<E>(read: impl Fn(Trace<'_>) -> Result<E, Stop>) -> Option<Kind> {
    let state = State::default();
    loop {
        let mut kind = Kind::Any;
        state.last.take();
        let trace = Trace { out: &mut kind, at: Place { state: &state, way: String::new() } };
        match read(trace) {
            Ok(_) => {
                if !next_choice(&state) {
                    return Some(kind);
                }
            }
            Err(_) => {
                // Another form of the text that was refused, if there is one.
                let last = state.last.take()?;
                let mut forms = state.forms.borrow_mut();
                let form = forms.entry(last).or_default();
                *form += 1;
                if *form >= FORMS.len() {
                    return None;
                }
            }
        }
    }
}

/// Goes on to an alternative that was not taken yet.
fn next_choice(state: &State) -> bool {
    for (next, all) in state.choices.borrow_mut().values_mut() {
        if *next + 1 < all.len() {
            *next += 1;
            return true;
        }
    }
    false
}

/// Where a reader is.
#[derive(Clone)]
struct Place<'a> {
    state: &'a State,
    way: String,
}

impl Place<'_> {
    fn below(&self, name: &str) -> Self {
        Self { state: self.state, way: format!("{}/{name}", self.way) }
    }
}

/// A value that becomes what is asked for.
pub(super) struct Trace<'a> {
    out: &'a mut Kind,
    at: Place<'a>,
}

/// A reading ended.
#[derive(Debug)]
pub(super) struct Stop;

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("stopped")
    }
}

impl std::error::Error for Stop {}

impl Error for Stop {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

macro_rules! integers {
    ($($method:ident $visit:ident $signed:literal;)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
            *self.out = Kind::Integer($signed);
            visitor.$visit(1)
        })*
    };
}

impl<'de> Deserializer<'de> for Trace<'_> {
    type Error = Stop;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Stop> {
        Err(Stop)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        *self.out = Kind::Flag;
        visitor.visit_bool(true)
    }

    integers! {
        deserialize_i8 visit_i8 true;
        deserialize_i16 visit_i16 true;
        deserialize_i32 visit_i32 true;
        deserialize_i64 visit_i64 true;
        deserialize_u8 visit_u8 false;
        deserialize_u16 visit_u16 false;
        deserialize_u32 visit_u32 false;
        deserialize_u64 visit_u64 false;
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        let form = self.at.state.forms.borrow().get(&self.at.way).copied().unwrap_or_default();
        let (form, example) = FORMS.get(form).ok_or(Stop)?;
        *self.out = Kind::Text(*form);
        self.at.state.last.replace(Some(self.at.way));
        visitor.visit_str(example)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        let mut inner = Kind::Any;
        let value = visitor.visit_some(Trace { out: &mut inner, at: self.at })?;
        *self.out = Kind::Maybe(Box::new(inner));
        Ok(value)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        let mut inner = Kind::Any;
        let value = visitor.visit_seq(One { out: Some(&mut inner), at: self.at.below("0") })?;
        *self.out = Kind::List(Box::new(inner));
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        let mut found = Vec::new();
        let value = visitor.visit_map(Fields { left: fields.iter(), name: "", found: &mut found, at: self.at })?;
        *self.out = Kind::Object(found);
        Ok(value)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Stop> {
        let Trace { out, at } = self;
        let chosen = {
            let mut choices = at.state.choices.borrow_mut();
            let fresh = || (0, variants.iter().map(|name| (*name, None)).collect());
            choices.entry(at.way.clone()).or_insert_with(fresh).0
        };
        let name = variants.get(chosen).ok_or(Stop)?;
        let mut brings = None;
        let value = visitor.visit_enum(Variant { name, brings: &mut brings, at: at.below(name) })?;
        let mut choices = at.state.choices.borrow_mut();
        let (_, all) = choices.get_mut(&at.way).ok_or(Stop)?;
        if let Some((_, slot)) = all.get_mut(chosen) {
            *slot = brings;
        }
        *out = Kind::Choice(all.clone());
        Ok(value)
    }

    forward_to_deserialize_any! {
        i128 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct map identifier ignored_any
    }
}

/// A list of one.
struct One<'a> {
    out: Option<&'a mut Kind>,
    at: Place<'a>,
}

impl<'de> SeqAccess<'de> for One<'_> {
    type Error = Stop;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Stop> {
        match self.out.take() {
            Some(out) => seed.deserialize(Trace { out, at: self.at.clone() }).map(Some),
            None => Ok(None),
        }
    }
}

/// The fields of a record, one after the other.
struct Fields<'a, 'f> {
    left: std::slice::Iter<'static, &'static str>,
    name: &'static str,
    found: &'f mut Vec<(&'static str, Kind, bool)>,
    at: Place<'a>,
}

impl<'de> MapAccess<'de> for Fields<'_, '_> {
    type Error = Stop;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Stop> {
        let Some(name) = self.left.next() else { return Ok(None) };
        self.name = name;
        seed.deserialize(Name(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Stop> {
        let mut kind = Kind::Any;
        let value = seed.deserialize(Trace { out: &mut kind, at: self.at.below(self.name) })?;
        self.found.push((self.name, kind, false));
        Ok(value)
    }
}

/// The name of a field or an alternative.
struct Name(&'static str);

impl<'de> Deserializer<'de> for Name {
    type Error = Stop;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_str(self.0)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// One of several.
struct Variant<'a, 'b> {
    name: &'static str,
    brings: &'b mut Option<Kind>,
    at: Place<'a>,
}

impl<'de> EnumAccess<'de> for Variant<'_, '_> {
    type Error = Stop;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Stop> {
        let name = seed.deserialize(Name(self.name))?;
        Ok((name, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, '_> {
    type Error = Stop;

    fn unit_variant(self) -> Result<(), Stop> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Stop> {
        let mut kind = Kind::Any;
        let value = seed.deserialize(Trace { out: &mut kind, at: self.at })?;
        *self.brings = Some(kind);
        Ok(value)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Stop> {
        Err(Stop)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Stop> {
        Err(Stop)
    }
}
