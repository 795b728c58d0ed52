/// An item of a transaction.
pub struct Item;

macro_rules! items {
    ($($name:ident)*) => {$(
        pub struct $name;

        impl $name {
            pub fn builder() -> Self {
                Self
            }
            pub fn table_name(self, _: impl Into<String>) -> Self {
                self
            }
            pub fn build(self) -> Item {
                Item
            }
        }
    )*};
}

items!(Put Update Delete ConditionCheck Get);
