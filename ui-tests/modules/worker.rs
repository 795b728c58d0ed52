pub fn start() {
    std::thread::spawn(|| ());
}

#[cfg(test)]
mod tests {
    #[test]
    fn started() {
        std::thread::sleep(std::time::Duration::ZERO);
    }
}
