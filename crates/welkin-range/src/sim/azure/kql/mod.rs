//! The part of the Kusto query language that inventories of Azure Resource Graph are written in
//! (learn.microsoft.com/azure/governance/resource-graph/concepts/query-language).

mod parse;
mod run;

pub(super) use parse::parse;
pub(super) use run::{Table, run};

/// A query: a table and what is done to its rows, one after the other.
#[derive(Debug)]
pub(super) struct Query {
    pub(super) table: String,
    steps: Vec<Step>,
}

impl Query {
    /// Whether a step cuts rows off: then there are no further pages.
    pub(super) fn is_cut(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Take(_)))
    }
}

#[derive(Debug)]
enum Step {
    Where(Expr),
    /// Name and value of each column.
    Project(Vec<(String, Expr)>),
    ProjectAway(Vec<String>),
    Extend(Vec<(String, Expr)>),
    /// Column and whether it ascends.
    Order(Vec<(Expr, bool)>),
    Take(usize),
    Count,
    Distinct(Vec<String>),
    /// Name of the count and the columns that it is by.
    Summarize(String, Vec<(String, Expr)>),
}

#[derive(Clone, Debug)]
enum Expr {
    Text(String),
    Number(f64),
    Bool(bool),
    /// A column and the members below it.
    Path(Vec<String>),
    Call(String, Vec<Expr>),
    Not(Box<Expr>),
    All(Vec<Expr>),
    Any(Vec<Expr>),
    Compare(Box<Expr>, Op, Vec<Expr>),
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Op {
    Equal,
    Alike,
    Less,
    LessOrEqual,
    More,
    MoreOrEqual,
    In,
    InAlike,
    Has,
    Contains,
    StartsWith,
    EndsWith,
}
