use datafusion::sql::parser::{DFParser, Statement};
use datafusion::sql::sqlparser::ast::Statement as Sql;
use datafusion::sql::sqlparser::dialect::PostgreSqlDialect;

use super::limits::{HuntError, Limits};

/// Longer texts are no query that a person wrote, and deep nesting costs stack.
const LONGEST: usize = 16 << 10;

/// The one statement of the text, if it only reads.
pub(crate) fn parse(sql: &str, limits: Limits) -> Result<Statement, HuntError> {
    if sql.len() > LONGEST {
        return Err(HuntError::Refused(format!(
            "a query may have at most {LONGEST} bytes, this has {}",
            sql.len()
        )));
    }
    let mut statements = DFParser::parse_sql_with_dialect(sql, &PostgreSqlDialect {})
        .map_err(|error| HuntError::of(&error, limits))?;
    match (statements.pop_front(), statements.is_empty()) {
        (None, _) => Err(HuntError::Refused("the query is empty".to_owned())),
        (Some(_), false) => Err(HuntError::Refused("only one statement at a time can be run".to_owned())),
        (Some(statement), true) if reads(&statement) => Ok(statement),
        (Some(statement), true) => {
            let text = statement.to_string();
            let word = text.split_whitespace().next().unwrap_or_default();
            Err(HuntError::Refused(format!(
                "`{word}` is not allowed: the store is read-only here; use SELECT, WITH, EXPLAIN, DESCRIBE or SHOW TABLES"
            )))
        }
    }
}

fn reads(statement: &Statement) -> bool {
    match statement {
        Statement::Statement(sql) => matches!(
            **sql,
            Sql::Query(_)
                | Sql::Explain { .. }
                | Sql::ExplainTable { .. }
                | Sql::ShowTables { .. }
                | Sql::ShowColumns { .. }
        ),
        Statement::Explain(explain) => reads(&explain.statement),
        Statement::CreateExternalTable(_) | Statement::CopyTo(_) | Statement::Reset(_) => false,
    }
}
