//! Rows of Parquet files, as the providers export logs to object storage.

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};

use bytes::Bytes;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};
use serde_json::{Map, Value};
use welkin_model::{Diagnostic, format_time};

use crate::reader::Limits;

/// The first and the last four bytes of a Parquet file.
pub(crate) const MAGIC: &[u8] = b"PAR1";

/// Reads a Parquet file to its end and hands each row to `emit`, as an object of its columns.
///
/// The footer stands at the end, so the file is held in memory, up to `limits.columnar` bytes.
///
/// # Errors
/// The file is too large, or not readable from some row on; the rows before are handed over.
pub(crate) fn rows(
    input: impl Read,
    limits: Limits,
    emit: &mut dyn FnMut(Map<String, Value>),
) -> Result<(), Diagnostic> {
    let mut bytes = Vec::new();
    input
        .take(limits.columnar.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(error.to_string()))?;
    if bytes.len() as u64 > limits.columnar {
        return Err(Diagnostic::error(
            format!("at most {} bytes", limits.columnar),
            "more",
            "the Parquet file is too large",
        ));
    }
    let reader = guarded(|| SerializedFileReader::new(Bytes::from(bytes)))?;
    let groups = reader.metadata().row_groups();
    let size = groups
        .iter()
        .map(|g| u64::try_from(g.total_byte_size()).unwrap_or(u64::MAX))
        .fold(0, u64::saturating_add);
    if size > limits.decompressed {
        return Err(Diagnostic::error(
            format!("at most {} bytes", limits.decompressed),
            format!("{size} bytes"),
            "the Parquet file decompresses to more than the limit",
        ));
    }
    let mut rows = guarded(|| reader.get_row_iter(None))?;
    while let Some(row) = guarded(|| rows.next().transpose())? {
        emit(object(&row));
    }
    Ok(())
}

/// The reader asserts where a file contradicts itself; a file from outside must not end the process.
fn guarded<T>(read: impl FnOnce() -> parquet::errors::Result<T>) -> Result<T, Diagnostic> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(unreadable(error.to_string())),
        Err(_) => Err(unreadable("contradictory pages".to_owned())),
    }
}

fn unreadable(found: String) -> Diagnostic {
    Diagnostic::error("a readable Parquet file", found, "the Parquet file cannot be read")
}

fn object(row: &Row) -> Map<String, Value> {
    row.get_column_iter().map(|(name, field)| (name.clone(), value(field))).collect()
}

fn value(field: &Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Bool(b) => (*b).into(),
        Field::Byte(n) => (*n).into(),
        Field::Short(n) => (*n).into(),
        Field::Int(n) => (*n).into(),
        Field::Long(n) => (*n).into(),
        Field::UByte(n) => (*n).into(),
        Field::UShort(n) => (*n).into(),
        Field::UInt(n) => (*n).into(),
        Field::ULong(n) => (*n).into(),
        Field::Float(n) => (*n).into(),
        Field::Double(n) => (*n).into(),
        Field::Str(text) => text.clone().into(),
        Field::Bytes(bytes) => match bytes.as_utf8() {
            Ok(text) => text.into(),
            Err(_) => bytes.data().iter().map(|b| format!("{b:02x}")).collect::<String>().into(),
        },
        Field::TimestampMillis(millis) => format_time(*millis).into(),
        Field::TimestampMicros(micros) => format_time(micros.div_euclid(1000)).into(),
        Field::Group(row) => Value::Object(object(row)),
        Field::ListInternal(list) => list.elements().iter().map(value).collect(),
        Field::MapInternal(map) => {
            let key = |key: &Field| match value(key) {
                Value::String(text) => text,
                other => other.to_string(),
            };
            Value::Object(map.entries().iter().map(|(k, v)| (key(k), value(v))).collect())
        }
        other => other.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;
    use serde_json::json;

    use super::*;

    fn file() -> Vec<u8> {
        let schema =
            "message flow { required binary srcaddr (UTF8); required int64 bytes; optional int64 end; }";
        let schema = Arc::new(parse_message_type(schema).unwrap());
        let mut written = Vec::new();
        let mut writer = SerializedFileWriter::new(&mut written, schema, Arc::default()).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let addresses = [ByteArray::from("192.0.2.1"), ByteArray::from("192.0.2.2")];
        column.typed::<ByteArrayType>().write_batch(&addresses, None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&[10, 20], None, None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<Int64Type>().write_batch(&[7], Some(&[0, 1]), None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
        writer.close().unwrap();
        written
    }

    fn read(bytes: &[u8], limits: Limits) -> (Vec<Value>, Option<String>) {
        let mut seen = Vec::new();
        let result = rows(bytes, limits, &mut |row| seen.push(Value::Object(row)));
        (seen, result.err().map(|d| d.to_string()))
    }

    #[test]
    fn rows_become_objects() {
        let (seen, error) = read(&file(), Limits::default());
        assert_eq!(error, None);
        let expect = [
            json!({"srcaddr": "192.0.2.1", "bytes": 10, "end": null}),
            json!({"srcaddr": "192.0.2.2", "bytes": 20, "end": 7}),
        ];
        assert_eq!(seen, expect);
    }

    #[test]
    fn a_parquet_input_is_known_by_its_first_bytes() {
        let mut seen = Vec::new();
        crate::read("flows.parquet", file().as_slice(), None, Limits::default(), 5, &mut |record| {
            seen.push(record.unwrap().sequence());
        });
        assert_eq!(seen, [1, 2]);
    }

    #[test]
    fn broken_files_are_diagnosed() {
        let file = file();
        for end in 0..file.len() {
            assert!(read(&file[..end], Limits::default()).1.is_some(), "cut at {end}");
        }
        for at in 0..file.len() {
            let mut broken = file.clone();
            broken[at] ^= 0xff;
            read(&broken, Limits::default());
        }
    }

    #[test]
    fn sizes_are_bounded() {
        let small = Limits { columnar: 16, ..Limits::default() };
        assert!(read(&file(), small).1.unwrap().contains("too large"));
        let small = Limits { decompressed: 4, ..Limits::default() };
        assert!(read(&file(), small).1.unwrap().contains("decompresses to more"));
    }
}
