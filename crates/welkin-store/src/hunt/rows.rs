use datafusion::arrow::array::{Array, AsArray};
use datafusion::arrow::datatypes::{
    DataType, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, Schema, TimeUnit,
    TimestampMillisecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use serde::Serialize;
use serde_json::Value;
use welkin_model::format_time;

/// The answer to a hunt.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rows {
    /// The columns in their order.
    pub columns: Vec<Column>,
    /// One list of values per row: text, number, boolean or null; times as RFC 3339 in UTC.
    pub rows: Vec<Vec<Value>>,
    /// Whether there are more rows than were asked for.
    pub truncated: bool,
}

/// A column of an answer.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Column {
    /// Its name or expression.
    pub name: String,
    /// `text`, `integer`, `number`, `boolean`, `time` or the engine's own name of the type.
    #[serde(rename = "type")]
    pub kind: String,
}

/// More text than this is not given back in one answer.
const MOST_BYTES: usize = 64 << 20;

impl Rows {
    pub(crate) fn new(schema: &Schema) -> Rows {
        let column = |field: &std::sync::Arc<datafusion::arrow::datatypes::Field>| Column {
            name: field.name().clone(),
            kind: kind(field.data_type()),
        };
        Rows { columns: schema.fields().iter().map(column).collect(), rows: Vec::new(), truncated: false }
    }

    /// Adds the rows of the batch up to the limit; whether more can be added.
    pub(crate) fn add(
        &mut self,
        batch: &RecordBatch,
        limit: usize,
        bytes: &mut usize,
    ) -> Result<bool, ArrowError> {
        let room = limit.saturating_sub(self.rows.len());
        let taken = batch.num_rows().min(room);
        let start = self.rows.len();
        self.rows.resize_with(start + taken, || Vec::with_capacity(batch.num_columns()));
        for column in batch.columns() {
            for (row, values) in self.rows.iter_mut().skip(start).enumerate() {
                let value = value(column.as_ref(), row)?;
                *bytes += size_of::<Value>() + value.as_str().map_or(0, str::len);
                values.push(value);
            }
        }
        self.truncated = taken < batch.num_rows() || *bytes > MOST_BYTES;
        Ok(!self.truncated)
    }
}

pub(crate) fn kind(data_type: &DataType) -> String {
    match data_type {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => "text".to_owned(),
        DataType::Boolean => "boolean".to_owned(),
        DataType::Timestamp(_, _) => "time".to_owned(),
        numeric if numeric.is_integer() => "integer".to_owned(),
        numeric if numeric.is_numeric() => "number".to_owned(),
        other => other.to_string(),
    }
}

fn value(array: &dyn Array, row: usize) -> Result<Value, ArrowError> {
    if array.is_null(row) {
        return Ok(Value::Null);
    }
    Ok(match array.data_type() {
        DataType::Null => Value::Null,
        DataType::Boolean => array.as_boolean().value(row).into(),
        DataType::Int8 => array.as_primitive::<Int8Type>().value(row).into(),
        DataType::Int16 => array.as_primitive::<Int16Type>().value(row).into(),
        DataType::Int32 => array.as_primitive::<Int32Type>().value(row).into(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row).into(),
        DataType::UInt8 => array.as_primitive::<UInt8Type>().value(row).into(),
        DataType::UInt16 => array.as_primitive::<UInt16Type>().value(row).into(),
        DataType::UInt32 => array.as_primitive::<UInt32Type>().value(row).into(),
        DataType::UInt64 => array.as_primitive::<UInt64Type>().value(row).into(),
        DataType::Float32 => array.as_primitive::<Float32Type>().value(row).into(),
        DataType::Float64 => array.as_primitive::<Float64Type>().value(row).into(),
        DataType::Utf8 => array.as_string::<i32>().value(row).into(),
        DataType::LargeUtf8 => array.as_string::<i64>().value(row).into(),
        DataType::Utf8View => array.as_string_view().value(row).into(),
        DataType::Timestamp(TimeUnit::Millisecond, _) => {
            format_time(array.as_primitive::<TimestampMillisecondType>().value(row)).into()
        }
        _ => ArrayFormatter::try_new(array, &FormatOptions::default())?.value(row).try_to_string()?.into(),
    })
}
