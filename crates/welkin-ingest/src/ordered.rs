use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Where the first stage puts items, in their order.
#[derive(Debug)]
pub struct Feed<'a, T, U> {
    work: &'a SyncSender<(T, SyncSender<U>)>,
    order: &'a SyncSender<Receiver<U>>,
}

impl<T, U> Feed<'_, T, U> {
    /// Hands on an item; waits while the stages behind are busy.
    pub fn put(&self, item: T) {
        let (done, result) = sync_channel(1);
        // Either end is gone only when the last stage has stopped early, and then nobody misses the item.
        if self.work.send((item, done)).is_ok() {
            self.order.send(result).ok();
        }
    }
}

/// Runs three stages side by side: `produce` on a thread of its own, `work` on as many threads as there are processors,
/// and `consume` here, which gets the results in the order in which their items were put.
///
/// At most a few items wait between two stages, so memory does not grow with the input.
pub fn ordered<T: Send, U: Send, E>(
    produce: impl FnOnce(&Feed<'_, T, U>) -> Result<(), E> + Send,
    work: impl Fn(T) -> U + Sync,
    mut consume: impl FnMut(U) -> Result<(), E>,
) -> Result<(), E>
where
    E: Send,
{
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let (work_in, work_out) = sync_channel::<(T, SyncSender<U>)>(workers);
    let (order_in, order_out) = sync_channel::<Receiver<U>>(workers * 2);
    let work_out = Mutex::new(work_out);
    thread::scope(|scope| {
        let producer = scope.spawn(move || {
            let feed = Feed { work: &work_in, order: &order_in };
            produce(&feed)
        });
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let next = work_out.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((item, done)) = next else { return };
                    done.send(work(item)).ok();
                }
            });
        }
        // A worker that panicked has dropped its sender: the scope passes its panic on.
        let result = order_out.iter().filter_map(|done| done.recv().ok()).try_for_each(&mut consume);
        // After a failure the stages before are still to be let go.
        order_out.iter().for_each(drop);
        result?;
        producer.join().unwrap_or(Ok(()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_their_items() {
        let mut seen = Vec::new();
        let result: Result<(), ()> = ordered(
            |feed| {
                (0..1000_u32).for_each(|n| feed.put(n));
                Ok(())
            },
            |n| if n % 7 == 0 { (0..n).map(|i| i ^ n).max().map_or(n, |_| n) } else { n },
            |n| {
                seen.push(n);
                Ok(())
            },
        );
        assert_eq!(result, Ok(()));
        assert!(seen.iter().copied().eq(0..1000));
    }

    #[test]
    fn a_failure_of_any_stage_ends_all() {
        let endless = |feed: &Feed<'_, u32, u32>| {
            (0..10_000).for_each(|n| feed.put(n));
            Ok(())
        };
        let stop = |n| if n == 10 { Err("full") } else { Ok(()) };
        assert_eq!(ordered(endless, |n| n, stop), Err("full"));
        let broken = |feed: &Feed<'_, u32, u32>| {
            feed.put(1);
            Err("gone")
        };
        assert_eq!(ordered(broken, |n| n, |_| Ok(())), Err("gone"));
    }
}
