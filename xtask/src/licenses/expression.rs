/// An SPDX licence expression; `/`, as older crates write it, means `OR`.
#[derive(Debug, PartialEq)]
pub(super) enum Expression {
    /// One licence, with its exception if it has one (`Apache-2.0 WITH LLVM-exception`).
    License(String),
    All(Vec<Expression>),
    Any(Vec<Expression>),
}

impl Expression {
    pub(super) fn parse(text: &str) -> Result<Expression, String> {
        let spaced = text.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
        let words: Vec<&str> = spaced.split_whitespace().collect();
        let mut parser = Parser { words: &words };
        let expression = parser.any(0)?;
        match parser.words.first() {
            None => Ok(expression),
            Some(word) => Err(format!("`{word}` was not expected")),
        }
    }

    pub(super) fn is_satisfied(&self, allows: &dyn Fn(&str) -> bool) -> bool {
        match self {
            // An exception only adds permissions, so the licence without it is enough.
            Expression::License(id) => {
                allows(id) || id.split_once(" WITH ").is_some_and(|(plain, _)| allows(plain))
            }
            Expression::All(parts) => parts.iter().all(|part| part.is_satisfied(allows)),
            Expression::Any(parts) => parts.iter().any(|part| part.is_satisfied(allows)),
        }
    }
}

struct Parser<'a> {
    words: &'a [&'a str],
}

/// Deeper parentheses are no licence.
const DEEPEST: u8 = 8;

impl Parser<'_> {
    fn any(&mut self, depth: u8) -> Result<Expression, String> {
        let mut parts = vec![self.all(depth)?];
        while self.eat("OR") {
            parts.push(self.all(depth)?);
        }
        Ok(one_or(parts, Expression::Any))
    }

    fn all(&mut self, depth: u8) -> Result<Expression, String> {
        let mut parts = vec![self.one(depth)?];
        while self.eat("AND") {
            parts.push(self.one(depth)?);
        }
        Ok(one_or(parts, Expression::All))
    }

    fn one(&mut self, depth: u8) -> Result<Expression, String> {
        if self.eat("(") {
            if depth == DEEPEST {
                return Err("too many parentheses".to_owned());
            }
            let inner = self.any(depth + 1)?;
            return if self.eat(")") { Ok(inner) } else { Err("`)` is missing".to_owned()) };
        }
        let id = self.id()?;
        if self.eat("WITH") {
            return Ok(Expression::License(format!("{id} WITH {}", self.id()?)));
        }
        Ok(Expression::License(id))
    }

    fn id(&mut self) -> Result<String, String> {
        let (word, rest) = self.words.split_first().ok_or("it ends too early")?;
        if matches!(*word, "AND" | "OR" | "WITH" | "(" | ")") {
            return Err(format!("`{word}` stands where a licence is expected"));
        }
        self.words = rest;
        Ok((*word).to_owned())
    }

    fn eat(&mut self, word: &str) -> bool {
        match self.words.split_first() {
            Some((first, rest)) if *first == word => {
                self.words = rest;
                true
            }
            _ => false,
        }
    }
}

fn one_or(mut parts: Vec<Expression>, more: fn(Vec<Expression>) -> Expression) -> Expression {
    match (parts.pop(), parts.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            parts.extend(last);
            more(parts)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_fine(text: &str) -> bool {
        Expression::parse(text)
            .unwrap()
            .is_satisfied(&|id| ["MIT", "Apache-2.0", "Unicode-3.0"].contains(&id))
    }

    #[test]
    fn and_binds_closer_than_or() {
        assert!(is_fine("MIT OR GPL-3.0 AND AGPL-3.0"));
        assert!(!is_fine("(MIT OR GPL-3.0) AND AGPL-3.0"));
        assert!(is_fine("(MIT OR Apache-2.0) AND Unicode-3.0"));
        assert!(!is_fine("MIT AND GPL-3.0"));
    }

    #[test]
    fn old_and_excepted_spellings() {
        assert!(is_fine("MIT/GPL-3.0"));
        assert!(is_fine("Apache-2.0 WITH LLVM-exception"));
        assert!(!is_fine("GPL-2.0 WITH Classpath-exception-2.0"));
    }

    #[test]
    fn what_is_no_expression_is_an_error() {
        for wrong in ["", "MIT OR", "(MIT", "MIT Apache-2.0", "AND"] {
            assert!(Expression::parse(wrong).is_err(), "{wrong}");
        }
    }
}
