use std::sync::Arc;

use datafusion::common::stats::Precision;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::error::Result;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::coop::CooperativeExec;
use datafusion::physical_plan::statistics::{StatisticsArgs, StatisticsContext};
use datafusion::prelude::SessionContext;

/// Functions that make a value as large as a number says: one call could take all memory at once, and no limit counts
/// what is inside of one call.
const INFLATING: [&str; 7] =
    ["array_repeat", "array_resize", "generate_series", "lpad", "range", "repeat", "rpad"];

/// Takes the functions away that no limit can bound. The table functions of the same names stay.
pub(crate) fn disarm(context: &SessionContext) {
    for name in INFLATING {
        context.deregister_udf(name);
    }
}

/// How many joins of the plan pair all rows of one side with all of the other, both having more than one.
pub(crate) fn products(plan: &Arc<dyn ExecutionPlan>) -> usize {
    let is_product = matches!(plan.name(), "CrossJoinExec" | "NestedLoopJoinExec");
    let here = is_product && !plan.children().into_iter().any(is_one_row);
    usize::from(here) + plan.children().into_iter().map(products).sum::<usize>()
}

/// The same plan with every join giving way after some batches. A join gives many batches for one that it takes, and
/// without a break neither a timeout nor the end of the caller would stop it.
pub(crate) fn interruptible(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    let wrap = |plan: Arc<dyn ExecutionPlan>| match plan.name() {
        name if name.contains("Join") || name == "UnnestExec" => {
            Ok(Transformed::yes(Arc::new(CooperativeExec::new(plan)) as Arc<dyn ExecutionPlan>))
        }
        _ => Ok(Transformed::no(plan)),
    };
    plan.transform_up(wrap).map(|transformed| transformed.data)
}

fn is_one_row(plan: &Arc<dyn ExecutionPlan>) -> bool {
    let statistics = StatisticsContext::new().compute(plan.as_ref(), &StatisticsArgs::new());
    statistics.is_ok_and(|statistics| matches!(statistics.num_rows, Precision::Exact(0 | 1)))
}
