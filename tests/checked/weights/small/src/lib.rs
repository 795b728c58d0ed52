//! A table of 5000 bytes, and a use of the crate that others use too.

pub static TABLE: [u8; 5000] = {
    let mut table = [0; 5000];
    let mut at = 0;
    while at < table.len() {
        table[at] = (at % 251) as u8;
        at += 1;
    }
    table
};

pub fn at(at: usize) -> u8 {
    TABLE[at % TABLE.len()].wrapping_add(shared::at(at))
}
