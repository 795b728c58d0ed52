//! A table of 30000 bytes.

pub static TABLE: [u8; 30000] = {
    let mut table = [0; 30000];
    let mut at = 0;
    while at < table.len() {
        table[at] = (at % 251) as u8;
        at += 1;
    }
    table
};

pub fn at(at: usize) -> u8 {
    TABLE[at % TABLE.len()]
}
