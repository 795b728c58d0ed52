//! Parameter types that no request can provide: borrowed ones, and ones without a name.

use syn::visit::{self, Visit};
use syn::{Lifetime, Type, TypeFnPtr, TypeImplTrait, TypeReference, TypeTraitObject};

use crate::report::{Errors, Message};

/// Reports the first thing in the parameter's type that it cannot have.
pub(crate) fn report(ty: &Type, errors: &mut Errors) {
    let found = Found::in_type(ty);
    if found.impl_trait {
        errors.push(
            Message::new("a handler's parameter must have a type with a name, which `impl` has not")
                .help("name the type, such as `Json<NewOrder>`; for a value of your own, implement `gatewright::Extract` for its type")
                .at(ty),
        );
    } else if found.borrow {
        errors.push(
            Message::new("a handler's parameter owns its value: it must not borrow")
                .help(owned(ty))
                .note("parameters are made from the event, and then belong to the function")
                .at(ty),
        );
    }
}

/// Whether there is an `impl Trait` in the type.
pub(crate) fn has_impl_trait(ty: &Type) -> bool {
    Found::in_type(ty).impl_trait
}

/// What to write instead of the usual borrowed types.
fn owned(ty: &Type) -> &'static str {
    let Type::Reference(reference) = ty else {
        return "use owned types in it, such as `String` for `&str`";
    };
    match &*reference.elem {
        Type::Path(path) if path.path.is_ident("str") => "take a `String`",
        Type::Slice(_) => "take a `Vec<…>`",
        _ => {
            "write the type without `&`; handlers that share a value take the `Lazy` handle of a `#[lazy_module]`"
        }
    }
}

#[derive(Default)]
struct Found {
    borrow: bool,
    impl_trait: bool,
}

impl Found {
    fn in_type(ty: &Type) -> Self {
        let mut found = Self::default();
        found.visit_type(ty);
        found
    }
}

impl<'ast> Visit<'ast> for Found {
    fn visit_type_reference(&mut self, reference: &'ast TypeReference) {
        self.borrow |= reference
            .lifetime
            .as_ref()
            .is_none_or(|lifetime| lifetime.ident != "static");
        visit::visit_type(self, &reference.elem);
    }

    fn visit_lifetime(&mut self, lifetime: &'ast Lifetime) {
        self.borrow |= lifetime.ident != "static";
    }

    fn visit_type_impl_trait(&mut self, _: &'ast TypeImplTrait) {
        self.impl_trait = true;
    }

    // The lifetimes in these are bound or have a default of their own: `fn(&str)`, `Box<dyn Fn(&str)>`.
    fn visit_type_fn_ptr(&mut self, _: &'ast TypeFnPtr) {}
    fn visit_type_trait_object(&mut self, _: &'ast TypeTraitObject) {}
}
