use datafusion::sql::parser::{DFParser, Statement};
use datafusion::sql::sqlparser::ast::Statement as Sql;
use datafusion::sql::sqlparser::dialect::PostgreSqlDialect;
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};

use super::limits::{HuntError, Limits};

/// Longer texts are no query that a person wrote.
const LONGEST: usize = 64 << 10;
/// Operators in one query. A chain of them is a tree as deep as it is long, and the engine walks trees by recursion:
/// a longer chain would overflow the stack and end the process.
const MOST_OPERATORS: usize = 200;
/// Tables that one query joins: planning many takes longer than any person waits, and no timeout interrupts it.
const MOST_JOINS: usize = 16;

/// The one statement of the text, if it only reads.
pub(crate) fn parse(sql: &str, limits: Limits) -> Result<Statement, HuntError> {
    if sql.len() > LONGEST {
        return Err(HuntError::Refused(format!(
            "a query may have at most {LONGEST} bytes, this has {}",
            sql.len()
        )));
    }
    let (operators, joins) = measure(sql);
    if joins > MOST_JOINS {
        return Err(HuntError::Refused(format!(
            "a query may have at most {MOST_JOINS} joins, this has {joins}"
        )));
    }
    if operators > MOST_OPERATORS {
        return Err(HuntError::Refused(format!(
            "a query may have at most {MOST_OPERATORS} operators, this has {operators}; use IN (...) for many values"
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

/// How many tokens of the text can make a tree deeper, and how many of them join a table. Lists of values and columns
/// are flat.
fn measure(sql: &str) -> (usize, usize) {
    let Ok(tokens) = Tokenizer::new(&PostgreSqlDialect {}, sql).tokenize() else { return (0, 0) };
    let (mut operators, mut joins, mut in_from) = (0, 0, false);
    for token in &tokens {
        match token {
            Token::Word(word) => match word.keyword {
                Keyword::FROM => in_from = true,
                Keyword::WHERE | Keyword::GROUP | Keyword::ORDER | Keyword::ON => in_from = false,
                Keyword::SELECT => {
                    in_from = false;
                    operators += 1;
                }
                Keyword::JOIN => joins += 1,
                Keyword::AND
                | Keyword::OR
                | Keyword::NOT
                | Keyword::IS
                | Keyword::LIKE
                | Keyword::ILIKE
                | Keyword::BETWEEN
                | Keyword::COLLATE
                | Keyword::AT
                | Keyword::UNION
                | Keyword::EXCEPT
                | Keyword::INTERSECT
                | Keyword::CASE
                | Keyword::EXPLAIN => operators += 1,
                _ => {}
            },
            // Tables in a FROM list are joined one to the other.
            Token::Comma => joins += usize::from(in_from),
            Token::Whitespace(_)
            | Token::Number(..)
            | Token::SingleQuotedString(_)
            | Token::Period
            | Token::LParen
            | Token::RParen
            | Token::SemiColon
            | Token::EOF => {}
            _ => operators += 1,
        }
    }
    (operators + joins, joins)
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
