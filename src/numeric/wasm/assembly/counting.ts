// Kernels over bytes and words: counting combinations of small whole numbers, and random words in bulk. Addresses are in bytes.

/** Byte by byte, `keys` becomes `keys · size + values`, up to the next multiple of 16; returns the largest value. */
export function appendKey(values: usize, length: i32, size: i32, keys: usize): i32 {
  const sizes = i16x8.splat(<i16>size);
  let most = i8x16.splat(0);
  const end = keys + <usize>length;
  for (let at = keys; at < end; at += 16) {
    const value = v128.load(values);
    most = i8x16.max_u(most, value);
    // Two keys are multiplied as one number: nothing is carried while products stay below 256.
    v128.store(at, i8x16.add(i16x8.mul(v128.load(at), sizes), value));
    values += 16;
  }
  let largest: u32 = 0;
  store<v128>(0, most);
  for (let i: usize = 0; i < 16; i++) largest = max(largest, <u32>load<u8>(i));
  return largest;
}

/**
 * Adds to the f64 at `counts + 8·k` how often byte k occurs in `keys`, whose length is a multiple of 8. Eight tables of
 * u32 at `tables`, zero before and after, keep neighbours that are equal from waiting for each other.
 */
export function tally(keys: usize, length: i32, tables: usize, counts: usize): void {
  const end = keys + <usize>length;
  for (let at = keys; at < end; at += 8) {
    const eight = load<u64>(at);
    count(tables, <u32>eight);
    count(tables + 4096, <u32>(eight >> 32));
  }
  for (let k: usize = 0; k < 256; k++) {
    let sum: u32 = 0;
    for (let table: usize = 0; table < 8; table++) {
      const at = tables + (table << 10) + (k << 2);
      sum += load<u32>(at);
      store<u32>(at, 0);
    }
    store<f64>(counts + (k << 3), load<f64>(counts + (k << 3)) + <f64>sum);
  }
}

/** One of each of the four bytes of a word, in four tables. */
// @ts-ignore: decorator
@inline
function count(tables: usize, four: u32): void {
  const a = tables + ((four << 2) & 0x3fc);
  const b = tables + ((four >> 6) & 0x3fc);
  const c = tables + ((four >> 14) & 0x3fc);
  const d = tables + ((four >> 22) & 0x3fc);
  store<u32>(a, load<u32>(a) + 1);
  store<u32>(b, load<u32>(b, 1024) + 1, 1024);
  store<u32>(c, load<u32>(c, 2048) + 1, 2048);
  store<u32>(d, load<u32>(d, 3072) + 1, 3072);
}

/** Threefry-2x32-20 at `4 · quads` counters from (low, high) on, four at once: two words each, in the counters' order. */
export function threefry(k0: i32, k1: i32, low: i32, high: i32, quads: i32, out: usize): void {
  const key0 = i32x4.splat(k0);
  const key1 = i32x4.splat(k1);
  const key2 = i32x4.splat(0x1bd11bda ^ k0 ^ k1);
  let counter = i32x4.add(i32x4.splat(low), i32x4(0, 1, 2, 3));
  for (let quad = 0; quad < quads; quad++) {
    let x0 = i32x4.add(counter, key0);
    let x1 = i32x4.add(i32x4.splat(high), key1);
    x0 = i32x4.add(x0, x1);
    x1 = v128.xor(rotate(x1, 13), x0);
    x0 = i32x4.add(x0, x1);
    x1 = v128.xor(rotate(x1, 15), x0);
    x0 = i32x4.add(x0, x1);
    x1 = v128.xor(rotate(x1, 26), x0);
    x0 = i32x4.add(x0, x1);
    x1 = v128.xor(rotate(x1, 6), x0);
    x0 = i32x4.add(x0, key1);
    x1 = i32x4.add(x1, i32x4.add(key2, i32x4.splat(1)));
    x0 = i32x4.add(x0, x1);
    x1 = v128.xor(rotate(x1, 17), x0);
    x0 = i32x4.add(x0, x1);
    x1 = v128.xor(rotate(x1, 29), x0);
    x0 = i32x4.add(x0, x1);
    x1 = v128.xor(turn16(x1), x0);
    x0 = i32x4.add(x0, x1);
    x1 = v128.xor(turn24(x1), x0);
    x0 = i32x4.add(x0, key2);
    x1 = i32x4.add(x1, i32x4.add(key0, i32x4.splat(2)));
    x0 = i32x4.add(x0, x1);
    x1 = v128.xor(rotate(x1, 13), x0);
    x0 = i32x4.add(x0, x1);
    x1 = v128.xor(rotate(x1, 15), x0);
    x0 = i32x4.add(x0, x1);
    x1 = v128.xor(rotate(x1, 26), x0);
    x0 = i32x4.add(x0, x1);
    x1 = v128.xor(rotate(x1, 6), x0);
    x0 = i32x4.add(x0, key0);
    x1 = i32x4.add(x1, i32x4.add(key1, i32x4.splat(3)));
    x0 = i32x4.add(x0, x1);
    x1 = v128.xor(rotate(x1, 17), x0);
    x0 = i32x4.add(x0, x1);
    x1 = v128.xor(rotate(x1, 29), x0);
    x0 = i32x4.add(x0, x1);
    x1 = v128.xor(turn16(x1), x0);
    x0 = i32x4.add(x0, x1);
    x1 = v128.xor(turn24(x1), x0);
    x0 = i32x4.add(x0, key1);
    x1 = i32x4.add(x1, i32x4.add(key2, i32x4.splat(4)));
    x0 = i32x4.add(x0, x1);
    x1 = v128.xor(rotate(x1, 13), x0);
    x0 = i32x4.add(x0, x1);
    x1 = v128.xor(rotate(x1, 15), x0);
    x0 = i32x4.add(x0, x1);
    x1 = v128.xor(rotate(x1, 26), x0);
    x0 = i32x4.add(x0, x1);
    x1 = v128.xor(rotate(x1, 6), x0);
    x0 = i32x4.add(x0, key2);
    x1 = i32x4.add(x1, i32x4.add(key0, i32x4.splat(5)));
    v128.store(out, v128.shuffle<i32>(x0, x1, 0, 4, 1, 5));
    v128.store(out, v128.shuffle<i32>(x0, x1, 2, 6, 3, 7), 16);
    out += 32;
    counter = i32x4.add(counter, i32x4.splat(4));
  }
}

// @ts-ignore: decorator
@inline
function rotate(x: v128, by: i32): v128 {
  return v128.or(i32x4.shl(x, by), i32x4.shr_u(x, 32 - by));
}

/** Rotations by whole bytes are shuffles. */
// @ts-ignore: decorator
@inline
function turn16(x: v128): v128 {
  return v128.shuffle<i8>(x, x, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13);
}

// @ts-ignore: decorator
@inline
function turn24(x: v128): v128 {
  return v128.shuffle<i8>(x, x, 1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12);
}
