use super::{Expr, Op, Query, Step};

/// Longer queries are refused, as are deeper ones.
const LONGEST: usize = 20_000;
const DEEPEST: usize = 64;

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Number(f64),
    Sign(&'static str),
}

const SIGNS: [&str; 19] =
    ["==", "=~", "!=", "!~", "<=", ">=", "|", "(", ")", ",", "[", "]", ".", "=", "<", ">", "!", "~", ";"];

/// A query, or what stands where something else was expected.
pub(in super::super) fn parse(text: &str) -> Result<Query, String> {
    if text.len() > LONGEST {
        return Err("the query is too long".to_owned());
    }
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens, at: 0, depth: 0 };
    let table = parser.word()?;
    let mut steps = Vec::new();
    while parser.eat("|") {
        steps.push(parser.step()?);
    }
    parser.eat(";");
    match parser.peek() {
        None => Ok(Query { table, steps }),
        Some(token) => Err(format!("expected the end of the query, found {token:?}")),
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn eat(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Sign(known)) if *known == sign);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &str) -> Result<(), String> {
        if self.eat(sign) { Ok(()) } else { Err(format!("expected {sign}, found {:?}", self.peek())) }
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Word(known)) if known.eq_ignore_ascii_case(word));
        self.at += usize::from(found);
        found
    }

    fn word(&mut self) -> Result<String, String> {
        match self.peek().cloned() {
            Some(Token::Word(word)) => {
                self.at += 1;
                Ok(word)
            }
            other => Err(format!("expected a name, found {other:?}")),
        }
    }

    fn step(&mut self) -> Result<Step, String> {
        let name = self.word()?.to_ascii_lowercase();
        Ok(match name.as_str() {
            "where" | "filter" => Step::Where(self.any()?),
            "project" => Step::Project(self.columns()?),
            "extend" => Step::Extend(self.columns()?),
            "project-away" => Step::ProjectAway(self.names()?),
            "order" | "sort" => {
                if !self.eat_word("by") {
                    return Err("expected by".to_owned());
                }
                let mut keys = Vec::new();
                loop {
                    let key = self.operand()?;
                    // Descending is what Kusto takes when nothing is said.
                    let ascends = self.eat_word("asc");
                    if !ascends {
                        self.eat_word("desc");
                    }
                    keys.push((key, ascends));
                    if !self.eat(",") {
                        break;
                    }
                }
                Step::Order(keys)
            }
            "limit" | "take" => match self.peek().cloned() {
                Some(Token::Number(number)) if number >= 0.0 => {
                    self.at += 1;
                    Step::Take(format!("{number:.0}").parse().unwrap_or(0))
                }
                other => return Err(format!("expected a number of rows, found {other:?}")),
            },
            "count" => Step::Count,
            "distinct" => Step::Distinct(self.names()?),
            "summarize" => self.summarize()?,
            other => return Err(format!("the operator {other} is not supported")),
        })
    }

    fn summarize(&mut self) -> Result<Step, String> {
        let first = self.word()?;
        let name = if self.eat("=") {
            first
        } else {
            self.at -= 1;
            "count_".to_owned()
        };
        if !self.eat_word("count") {
            return Err("only count() is supported after summarize".to_owned());
        }
        self.expect("(")?;
        self.expect(")")?;
        let by = if self.eat_word("by") { self.columns()? } else { Vec::new() };
        Ok(Step::Summarize(name, by))
    }

    fn names(&mut self) -> Result<Vec<String>, String> {
        let mut names = vec![self.word()?];
        while self.eat(",") {
            names.push(self.word()?);
        }
        Ok(names)
    }

    fn columns(&mut self) -> Result<Vec<(String, Expr)>, String> {
        let mut columns = Vec::new();
        loop {
            let begin = self.at;
            let named = match self.peek().cloned() {
                Some(Token::Word(name)) => {
                    self.at += 1;
                    if self.eat("=") { Some(name) } else { None }
                }
                _ => None,
            };
            if named.is_none() {
                self.at = begin;
            }
            let value = self.any()?;
            let name = named.unwrap_or_else(|| match &value {
                Expr::Path(parts) => parts.join("_"),
                _ => format!("Column{}", columns.len() + 1),
            });
            columns.push((name, value));
            if !self.eat(",") {
                return Ok(columns);
            }
        }
    }

    fn any(&mut self) -> Result<Expr, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("the query is nested too deeply".to_owned());
        }
        let mut parts = vec![self.all()?];
        while self.eat_word("or") {
            parts.push(self.all()?);
        }
        self.depth -= 1;
        Ok(if parts.len() == 1 { parts.pop().unwrap_or(Expr::Bool(false)) } else { Expr::Any(parts) })
    }

    fn all(&mut self) -> Result<Expr, String> {
        let mut parts = vec![self.compared()?];
        while self.eat_word("and") {
            parts.push(self.compared()?);
        }
        Ok(if parts.len() == 1 { parts.pop().unwrap_or(Expr::Bool(true)) } else { Expr::All(parts) })
    }

    fn compared(&mut self) -> Result<Expr, String> {
        let left = self.operand()?;
        let Some((op, negated)) = self.operator() else { return Ok(left) };
        let right = if matches!(op, Op::In | Op::InAlike) {
            self.expect("(")?;
            let mut all = vec![self.operand()?];
            while self.eat(",") {
                all.push(self.operand()?);
            }
            self.expect(")")?;
            all
        } else {
            vec![self.operand()?]
        };
        let compared = Expr::Compare(Box::new(left), op, right);
        Ok(if negated { Expr::Not(Box::new(compared)) } else { compared })
    }

    /// An operator, and whether it is negated.
    fn operator(&mut self) -> Option<(Op, bool)> {
        let signs = [
            ("==", Op::Equal, false),
            ("=~", Op::Alike, false),
            ("!=", Op::Equal, true),
            ("!~", Op::Alike, true),
            ("<=", Op::LessOrEqual, false),
            (">=", Op::MoreOrEqual, false),
            ("<", Op::Less, false),
            (">", Op::More, false),
        ];
        if let Some((_, op, negated)) = signs.into_iter().find(|(sign, _, _)| self.eat(sign)) {
            return Some((op, negated));
        }
        let begin = self.at;
        let negated = self.eat("!");
        let words = [
            ("in", Op::In),
            ("has", Op::Has),
            ("contains", Op::Contains),
            ("startswith", Op::StartsWith),
            ("endswith", Op::EndsWith),
        ];
        match words.into_iter().find(|(word, _)| self.eat_word(word)) {
            Some((_, Op::In)) if self.eat("~") => Some((Op::InAlike, negated)),
            Some((_, op)) => Some((op, negated)),
            None => {
                self.at = begin;
                None
            }
        }
    }

    fn operand(&mut self) -> Result<Expr, String> {
        if self.eat("(") {
            let inner = self.any()?;
            self.expect(")")?;
            return Ok(inner);
        }
        let token = self.peek().cloned();
        self.at += 1;
        match token {
            Some(Token::Text(text)) => Ok(Expr::Text(text)),
            Some(Token::Number(number)) => Ok(Expr::Number(number)),
            Some(Token::Word(word)) => match word.to_ascii_lowercase().as_str() {
                "true" => Ok(Expr::Bool(true)),
                "false" => Ok(Expr::Bool(false)),
                _ if self.eat("(") => self.call(word),
                _ => self.path(word),
            },
            other => Err(format!("expected a value, found {other:?}")),
        }
    }

    fn call(&mut self, name: String) -> Result<Expr, String> {
        let mut arguments = Vec::new();
        if !self.eat(")") {
            loop {
                arguments.push(self.any()?);
                if !self.eat(",") {
                    break;
                }
            }
            self.expect(")")?;
        }
        if name.eq_ignore_ascii_case("not") {
            return match arguments.pop() {
                Some(inner) if arguments.is_empty() => Ok(Expr::Not(Box::new(inner))),
                _ => Err("not() takes one value".to_owned()),
            };
        }
        Ok(Expr::Call(name.to_ascii_lowercase(), arguments))
    }

    fn path(&mut self, first: String) -> Result<Expr, String> {
        let mut parts = vec![first];
        loop {
            if self.eat(".") {
                parts.push(self.word()?);
            } else if self.eat("[") {
                match self.peek().cloned() {
                    Some(Token::Text(text)) => parts.push(text),
                    Some(Token::Number(number)) => parts.push(format!("{number:.0}")),
                    other => return Err(format!("expected a member, found {other:?}")),
                }
                self.at += 1;
                self.expect("]")?;
            } else {
                return Ok(Expr::Path(parts));
            }
        }
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("//") {
            rest = comment.split_once('\n').map_or("", |(_, rest)| rest).trim_start();
            continue;
        }
        let taken = if first == '\'' || first == '"' {
            let inner = rest.get(1..).unwrap_or("");
            let end = inner.find(first).ok_or("a text is not closed")?;
            tokens.push(Token::Text(inner.get(..end).unwrap_or("").to_owned()));
            end + 2
        } else if first.is_ascii_digit() {
            let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            let digits = rest.get(..length).unwrap_or("");
            tokens.push(Token::Number(digits.parse().map_err(|_| format!("{digits} is no number"))?));
            length
        } else if first.is_alphabetic() || first == '_' || first == '$' {
            let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
            let mut length = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
            if rest.get(..length) == Some("project")
                && rest.get(length..).is_some_and(|r| r.starts_with("-away"))
            {
                length += "-away".len();
            }
            tokens.push(Token::Word(rest.get(..length).unwrap_or("").to_owned()));
            length
        } else {
            let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign));
            let sign = sign.ok_or_else(|| format!("unexpected character {first}"))?;
            tokens.push(Token::Sign(sign));
            sign.len()
        };
        rest = rest.get(taken..).unwrap_or("").trim_start();
    }
    Ok(tokens)
}
