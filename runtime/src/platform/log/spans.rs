//! The open spans, and those that each thread has entered.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tracing::Metadata;
use tracing::span::Id;

use super::fields::Fields;
use super::invocation::Invocation;
#[cfg(feature = "otlp")]
use super::otlp::SpanTrace;

/// An invocation in concurrent mode, shared by its spans.
pub(super) type SharedInvocation = Arc<Mutex<Invocation>>;

/// Locks a value. No code of the user's runs under such a lock, so a panic does not poison it.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) struct Span {
    pub(super) metadata: &'static Metadata<'static>,
    pub(super) fields: Fields,
    pub(super) parent: Option<Id>,
    /// In concurrent mode, the invocation in which the span began.
    pub(super) invocation: Option<SharedInvocation>,
    /// In a trace that is recorded.
    #[cfg(feature = "otlp")]
    pub(super) trace: Option<Box<SpanTrace>>,
    handles: usize,
}

impl Span {
    pub(super) fn new(metadata: &'static Metadata<'static>, fields: Fields) -> Self {
        Self {
            metadata,
            fields,
            parent: None,
            invocation: None,
            #[cfg(feature = "otlp")]
            trace: None,
            handles: 1,
        }
    }
}

/// A place for a span. The generation distinguishes the spans that use the place one after the other.
#[derive(Default)]
struct Place {
    span: Option<Span>,
    generation: u32,
}

#[derive(Default)]
struct Places {
    places: Vec<Place>,
    free: Vec<u32>,
}

impl Places {
    fn place(&mut self, id: &Id) -> Option<(u32, &mut Place)> {
        let (generation, index) = parts(id);
        let place = self.places.get_mut(index as usize)?;
        (place.generation == generation && place.span.is_some()).then_some((index, place))
    }

    fn get(&mut self, id: &Id) -> Option<&mut Span> {
        self.place(id)?.1.span.as_mut()
    }
}

/// An id is the generation, and the index of the place plus one: it must not be zero.
fn id_of(generation: u32, index: u32) -> Id {
    Id::from_u64(u64::from(generation) << 32 | (u64::from(index) + 1))
}

fn parts(id: &Id) -> (u32, u32) {
    let id = id.into_u64();
    // The halves.
    #[allow(clippy::cast_possible_truncation)]
    ((id >> 32) as u32, (id as u32).wrapping_sub(1))
}

fn invocation_of_thread(places: &mut Places) -> Option<SharedInvocation> {
    ENTERED
        .try_with(|entered| {
            let entered = entered.borrow();
            let mut spans = entered.iter().rev();
            spans.find_map(|id| places.get(id)?.invocation.clone())
        })
        .ok()
        .flatten()
}

/// The open spans of the process.
pub(super) struct Spans(Mutex<Places>);

impl Spans {
    pub(super) const fn new() -> Self {
        Self(Mutex::new(Places {
            places: Vec::new(),
            free: Vec::new(),
        }))
    }

    /// Adds a span. It belongs to the invocation of its parent, unless it has one.
    pub(super) fn open(&self, mut span: Span, parent: Option<Id>) -> Id {
        let mut places = lock(&self.0);
        if let Some(id) = parent
            && let Some(parent) = places.get(&id)
        {
            parent.handles += 1;
            if span.invocation.is_none() {
                span.invocation.clone_from(&parent.invocation);
            }
            span.parent = Some(id);
        }
        if span.invocation.is_none() {
            span.invocation = invocation_of_thread(&mut places);
        }
        if let Some(index) = places.free.pop()
            && let Some(place) = places.places.get_mut(index as usize)
        {
            place.span = Some(span);
            return id_of(place.generation, index);
        }
        // Four billion open spans do not fit into the memory of a function.
        let index = u32::try_from(places.places.len()).unwrap_or(u32::MAX);
        places.places.push(Place {
            span: Some(span),
            generation: 0,
        });
        id_of(0, index)
    }

    /// Adds a handle.
    pub(super) fn share(&self, id: &Id) {
        if let Some(span) = lock(&self.0).get(id) {
            span.handles += 1;
        }
    }

    /// Drops a handle. The last one closes the span, and drops the handle of its parent. Returns the closed spans, the innermost first.
    pub(super) fn release(&self, id: &Id) -> Vec<Span> {
        let mut places = lock(&self.0);
        let mut released = Some(id.clone());
        let mut closed = Vec::new();
        while let Some(id) = released.take() {
            let Some((index, place)) = places.place(&id) else {
                break;
            };
            let last = place.span.as_mut().is_some_and(|span| {
                span.handles -= 1;
                span.handles == 0
            });
            if !last {
                break;
            }
            place.generation = place.generation.wrapping_add(1);
            let span = place.span.take();
            places.free.push(index);
            released = span.as_ref().and_then(|span| span.parent.clone());
            closed.extend(span);
        }
        closed
    }

    /// Changes a span.
    pub(super) fn with<T>(&self, id: &Id, with: impl FnOnce(&mut Span) -> T) -> Option<T> {
        lock(&self.0).get(id).map(with)
    }

    /// Adds the fields of a span and of those around it to `fields`, the outermost first. Returns the span's invocation.
    pub(super) fn collect(&self, id: &Id, fields: &mut Fields) -> Option<SharedInvocation> {
        let mut places = lock(&self.0);
        let mut around = Vec::new();
        let mut next = Some(id.clone());
        while let Some(id) = next {
            next = places.get(&id).and_then(|span| span.parent.clone());
            around.push(id);
        }
        let mut invocation = None;
        for id in around.iter().rev() {
            if let Some(span) = places.get(id) {
                fields.append(&span.fields);
                invocation.clone_from(&span.invocation);
            }
        }
        invocation.or_else(|| invocation_of_thread(&mut places))
    }

    /// Returns the open invocation with this request id.
    #[cfg(all(feature = "otlp", feature = "concurrent"))]
    pub(super) fn invocation_with(&self, request_id: &str) -> Option<SharedInvocation> {
        let places = lock(&self.0);
        let mut spans = places.places.iter().filter_map(|place| place.span.as_ref());
        spans.find_map(|span| {
            let invocation = span.invocation.as_ref()?;
            (lock(invocation).request_id == request_id).then(|| invocation.clone())
        })
    }

    /// Returns the invocation whose span this thread is in, for an event or a span without a parent.
    pub(super) fn invocation(&self) -> Option<SharedInvocation> {
        invocation_of_thread(&mut lock(&self.0))
    }
}

thread_local! {
    static ENTERED: RefCell<Vec<Id>> = const { RefCell::new(Vec::new()) };
}

/// Enters a span on this thread.
pub(super) fn enter(id: &Id) {
    // A thread that is ending has no stack any more.
    let _ = ENTERED.try_with(|entered| entered.borrow_mut().push(id.clone()));
}

/// Leaves a span on this thread. Spans need not be left in the order in which they were entered.
pub(super) fn leave(id: &Id) {
    let _ = ENTERED.try_with(|entered| {
        let mut entered = entered.borrow_mut();
        if let Some(at) = entered.iter().rposition(|other| other == id) {
            entered.remove(at);
        }
    });
}

/// Returns the span in which this thread is.
pub(super) fn current() -> Option<Id> {
    ENTERED
        .try_with(|entered| entered.borrow().last().cloned())
        .ok()
        .flatten()
}

#[cfg(test)]
mod tests {
    use tracing::callsite::Callsite;

    use super::*;

    fn open(spans: &Spans, value: &str, parent: Option<&Id>) -> Id {
        let callsite =
            tracing::callsite!(name: "test", kind: tracing::metadata::Kind::SPAN, fields: value);
        let mut fields = Fields::default();
        fields.push_text("value", value);
        spans.open(Span::new(callsite.metadata(), fields), parent.cloned())
    }

    fn values(spans: &Spans, id: &Id) -> Vec<String> {
        let mut fields = Fields::default();
        spans.collect(id, &mut fields);
        let mut values = Vec::new();
        fields.each(&mut |_, json| values.push(String::from_utf8_lossy(json).into_owned()));
        values
    }

    #[test]
    fn span_lives_until_its_last_handle_and_its_last_child() {
        let spans = Spans::new();
        let parent = open(&spans, "parent", None);
        let child = open(&spans, "child", Some(&parent));
        spans.share(&child);
        assert!(spans.release(&parent).is_empty());
        assert!(spans.release(&child).is_empty());
        // The inner value of a name is the value.
        assert_eq!(values(&spans, &child), [r#""child""#]);
        assert_eq!(values(&spans, &parent), [r#""parent""#]);
        assert_eq!(spans.release(&child).len(), 2);
        assert!(values(&spans, &parent).is_empty());
    }

    #[test]
    fn id_of_a_closed_span_is_not_that_of_the_next() {
        let spans = Spans::new();
        let closed = open(&spans, "closed", None);
        assert_eq!(spans.release(&closed).len(), 1);
        let next = open(&spans, "next", None);
        assert_ne!(closed, next);
        spans.share(&closed);
        assert!(spans.release(&closed).is_empty());
        assert!(values(&spans, &closed).is_empty());
        assert_eq!(values(&spans, &next), [r#""next""#]);
    }

    #[test]
    fn spans_may_be_left_in_any_order() {
        let [a, b] = [1, 2].map(Id::from_u64);
        enter(&a);
        enter(&b);
        leave(&a);
        assert_eq!(current(), Some(b.clone()));
        leave(&b);
        leave(&b);
        assert_eq!(current(), None);
    }
}
