//! Names of the fields a content is made of, asked of its own reader, so that the document
//! cannot name others.

use std::fmt;

use dugai_domain::problem::{Action, Command};
use serde::de::{DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

/// What the reader of a content asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// Names of the fields; none where the form is one of several.
    pub(super) fields: &'static [&'static str],
    /// Whether it is a list of such.
    pub(super) list: bool,
}

/// The shape of an act's content.
pub(super) fn shape(action: Action) -> Shape {
    let mut shape = Shape::default();
    // The probe always stops the reading, with what it saw.
    let _ = Command::read(action, Probe(&mut shape));
    shape
}

struct Probe<'a>(&'a mut Shape);

/// The reading ends here.
#[derive(Debug)]
struct Stop;

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

impl<'de> Deserializer<'de> for Probe<'_> {
    type Error = Stop;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Stop> {
        Err(Stop)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Stop> {
        self.0.fields = fields;
        Err(Stop)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        self.0.list = true;
        visitor.visit_seq(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct tuple tuple_struct map enum identifier ignored_any
    }
}

impl<'de> SeqAccess<'de> for Probe<'_> {
    type Error = Stop;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Stop> {
        seed.deserialize(Probe(self.0)).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_those_of_the_content() {
        assert_eq!(shape(Action::Claim), Shape { fields: &["unit", "note"], list: false });
        assert_eq!(shape(Action::PlanSweep), Shape { fields: &["no", "direction", "what"], list: true });
        assert_eq!(shape(Action::Supervise), Shape::default());
        let known = Action::ALL.iter().filter(|a| !shape(**a).fields.is_empty()).count();
        assert_eq!(known, Action::ALL.len() - 1, "only supervision is one of several forms");
    }
}
