//! Values that cross into and out of both engines: five kinds, nothing more.

use bytes::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

use crate::StoreError;

/// A value of a column or parameter.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// NULL.
    #[default]
    Null,
    /// BIGINT.
    Int(i64),
    /// TEXT.
    Text(String),
    /// BLOB or BYTEA.
    Bytes(Vec<u8>),
}

impl From<i64> for Value {
    fn from(v: i64) -> Self {
        Self::Int(v)
    }
}
impl From<&str> for Value {
    fn from(v: &str) -> Self {
        Self::Text(v.to_owned())
    }
}
impl From<String> for Value {
    fn from(v: String) -> Self {
        Self::Text(v)
    }
}
impl From<Uuid> for Value {
    fn from(v: Uuid) -> Self {
        Self::Bytes(v.as_bytes().to_vec())
    }
}
impl From<Option<Uuid>> for Value {
    fn from(v: Option<Uuid>) -> Self {
        v.map_or(Self::Null, Self::from)
    }
}
impl From<bool> for Value {
    fn from(v: bool) -> Self {
        Self::Int(i64::from(v))
    }
}
impl From<Vec<u8>> for Value {
    fn from(v: Vec<u8>) -> Self {
        Self::Bytes(v)
    }
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        use rusqlite::types::{ToSqlOutput, ValueRef};
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(v) => ValueRef::Integer(*v),
            Self::Text(v) => ValueRef::Text(v.as_bytes()),
            Self::Bytes(v) => ValueRef::Blob(v),
        }))
    }
}

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(v) => match *ty {
                Type::INT4 => i32::try_from(*v)?.to_sql(ty, out),
                _ => v.to_sql(&Type::INT8, out),
            },
            Self::Text(v) => v.as_str().to_sql(&Type::TEXT, out),
            Self::Bytes(v) => v.as_slice().to_sql(&Type::BYTEA, out),
        }
    }
    fn accepts(_: &Type) -> bool {
        true
    }
    to_sql_checked!();
}

/// A row of either engine.
#[derive(Clone, Debug)]
pub struct Row(pub(crate) Vec<Value>);

impl Row {
    /// BIGINT column; NULL reads as zero.
    ///
    /// # Errors
    /// When the column holds another kind.
    pub fn int(&self, i: usize) -> Result<i64, StoreError> {
        match self.0.get(i) {
            Some(Value::Int(v)) => Ok(*v),
            Some(Value::Null) => Ok(0),
            other => Err(StoreError::inconsistent("row", i, format!("expected a number, found {other:?}"))),
        }
    }

    /// TEXT column; NULL reads as empty.
    ///
    /// # Errors
    /// When the column holds another kind.
    pub fn text(&self, i: usize) -> Result<&str, StoreError> {
        match self.0.get(i) {
            Some(Value::Text(v)) => Ok(v),
            Some(Value::Null) => Ok(""),
            other => Err(StoreError::inconsistent("row", i, format!("expected text, found {other:?}"))),
        }
    }

    /// TEXT column, moved out of the row, which holds NULL there from now on; NULL reads as empty.
    ///
    /// # Errors
    /// When the column holds another kind.
    pub fn take_text(&mut self, i: usize) -> Result<String, StoreError> {
        match self.0.get_mut(i).map(std::mem::take) {
            Some(Value::Text(v)) => Ok(v),
            Some(Value::Null) => Ok(String::new()),
            other => Err(StoreError::inconsistent("row", i, format!("expected text, found {other:?}"))),
        }
    }

    /// BLOB or BYTEA column.
    ///
    /// # Errors
    /// When the column holds another kind.
    pub fn bytes(&self, i: usize) -> Result<&[u8], StoreError> {
        match self.0.get(i) {
            Some(Value::Bytes(v)) => Ok(v),
            other => Err(StoreError::inconsistent("row", i, format!("expected bytes, found {other:?}"))),
        }
    }

    /// An id column.
    ///
    /// # Errors
    /// When the column holds no 16 bytes.
    pub fn id(&self, i: usize) -> Result<Uuid, StoreError> {
        Uuid::from_slice(self.bytes(i)?).map_err(|e| StoreError::inconsistent("row", i, e))
    }

    /// A text or NULL.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn opt_text(&self, i: usize) -> Result<Option<&str>, StoreError> {
        match self.0.get(i) {
            Some(Value::Null) => Ok(None),
            _ => self.text(i).map(Some),
        }
    }

    /// An id column that may be NULL.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn opt_id(&self, i: usize) -> Result<Option<Uuid>, StoreError> {
        match self.0.get(i) {
            Some(Value::Null) => Ok(None),
            _ => self.id(i).map(Some),
        }
    }
}
