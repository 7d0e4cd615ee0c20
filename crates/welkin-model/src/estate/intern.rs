use std::collections::HashMap;
use std::sync::Arc;

/// Keeps each text once.
#[derive(Clone, Debug, Default)]
pub(super) struct Interner {
    texts: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32, foldhash::fast::RandomState>,
}

impl Interner {
    pub(super) fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        self.add(Arc::from(text))
    }

    /// The shared text equal to this one.
    pub(super) fn share(&mut self, text: Arc<str>) -> Arc<str> {
        if let Some((known, _)) = self.numbers.get_key_value(&text) {
            return Arc::clone(known);
        }
        self.add(Arc::clone(&text));
        text
    }

    pub(super) fn number_of(&mut self, text: &Arc<str>) -> u32 {
        match self.numbers.get(text) {
            Some(number) => *number,
            None => self.add(Arc::clone(text)),
        }
    }

    fn add(&mut self, text: Arc<str>) -> u32 {
        // A graph of four thousand million texts does not fit into memory.
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(Arc::clone(&text));
        self.numbers.insert(text, number);
        number
    }

    pub(super) fn into_texts(self) -> Vec<Arc<str>> {
        self.texts
    }
}
