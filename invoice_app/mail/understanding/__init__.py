"""From the bytes that arrived to what they say: pure reading, done in a process apart."""
