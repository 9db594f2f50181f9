import { at } from "./memory";

/**
 * Draws `units` units with replacement, each equally likely, by the words of Threefry-2x32-20 under the key (k0, k1)
 * from counter 0 on, and counts how often each was drawn: 16 bits a unit at `counts`, which are added to. A word w
 * draws unit floor(w · units / 2³²) unless the remainder is below `biased`, which is 2³² mod units (Lemire 2019).
 * Addresses are in bytes; `words` is scratch of 64.
 */
export function drawUnits(k0: i32, k1: i32, units: i32, biased: i32, words: i32, counts: i32): void {
  let left = units;
  for (let counter = 0; left > 0; counter += 8) {
    threefry(k0, k1, counter, words);
    for (let at: usize = words; at < <usize>words + 64 && left > 0; at += 4) {
      const scaled = <u64>load<u32>(at) * <u64>(<u32>units);
      if (<u32>scaled < <u32>biased) continue;
      const count = <usize>counts + ((<usize>(scaled >> 32)) << 1);
      store<u16>(count, load<u16>(count) + 1);
      left--;
    }
  }
}

/** The sixteen words of Threefry-2x32-20 at eight counters from `counter` on, two of each. */
function threefry(k0: i32, k1: i32, counter: i32, out: i32): void {
  const k2 = 0x1bd11bda ^ k0 ^ k1;
  const key0 = i32x4.splat(k0);
  const key1 = i32x4.splat(k1);
  const key2 = i32x4.splat(k2);
  const key21 = i32x4.splat(k2 + 1);
  const key02 = i32x4.splat(k0 + 2);
  const key13 = i32x4.splat(k1 + 3);
  const key24 = i32x4.splat(k2 + 4);
  const key05 = i32x4.splat(k0 + 5);
  let x0 = i32x4.add(i32x4.splat(counter + k0), i32x4(0, 1, 2, 3));
  let y0 = i32x4.add(x0, i32x4.splat(4));
  let x1 = key1;
  let y1 = key1;
  x0 = i32x4.add(x0, x1);
  y0 = i32x4.add(y0, y1);
  x1 = v128.xor(rotate(x1, 13), x0);
  y1 = v128.xor(rotate(y1, 13), y0);
  x0 = i32x4.add(x0, x1);
  y0 = i32x4.add(y0, y1);
  x1 = v128.xor(rotate(x1, 15), x0);
  y1 = v128.xor(rotate(y1, 15), y0);
  x0 = i32x4.add(x0, x1);
  y0 = i32x4.add(y0, y1);
  x1 = v128.xor(rotate(x1, 26), x0);
  y1 = v128.xor(rotate(y1, 26), y0);
  x0 = i32x4.add(x0, x1);
  y0 = i32x4.add(y0, y1);
  x1 = v128.xor(rotate(x1, 6), x0);
  y1 = v128.xor(rotate(y1, 6), y0);
  x0 = i32x4.add(x0, key1);
  y0 = i32x4.add(y0, key1);
  x1 = i32x4.add(x1, key21);
  y1 = i32x4.add(y1, key21);
  x0 = i32x4.add(x0, x1);
  y0 = i32x4.add(y0, y1);
  x1 = v128.xor(rotate(x1, 17), x0);
  y1 = v128.xor(rotate(y1, 17), y0);
  x0 = i32x4.add(x0, x1);
  y0 = i32x4.add(y0, y1);
  x1 = v128.xor(rotate(x1, 29), x0);
  y1 = v128.xor(rotate(y1, 29), y0);
  x0 = i32x4.add(x0, x1);
  y0 = i32x4.add(y0, y1);
  x1 = v128.xor(rotate(x1, 16), x0);
  y1 = v128.xor(rotate(y1, 16), y0);
  x0 = i32x4.add(x0, x1);
  y0 = i32x4.add(y0, y1);
  x1 = v128.xor(rotate(x1, 24), x0);
  y1 = v128.xor(rotate(y1, 24), y0);
  x0 = i32x4.add(x0, key2);
  y0 = i32x4.add(y0, key2);
  x1 = i32x4.add(x1, key02);
  y1 = i32x4.add(y1, key02);
  x0 = i32x4.add(x0, x1);
  y0 = i32x4.add(y0, y1);
  x1 = v128.xor(rotate(x1, 13), x0);
  y1 = v128.xor(rotate(y1, 13), y0);
  x0 = i32x4.add(x0, x1);
  y0 = i32x4.add(y0, y1);
  x1 = v128.xor(rotate(x1, 15), x0);
  y1 = v128.xor(rotate(y1, 15), y0);
  x0 = i32x4.add(x0, x1);
  y0 = i32x4.add(y0, y1);
  x1 = v128.xor(rotate(x1, 26), x0);
  y1 = v128.xor(rotate(y1, 26), y0);
  x0 = i32x4.add(x0, x1);
  y0 = i32x4.add(y0, y1);
  x1 = v128.xor(rotate(x1, 6), x0);
  y1 = v128.xor(rotate(y1, 6), y0);
  x0 = i32x4.add(x0, key0);
  y0 = i32x4.add(y0, key0);
  x1 = i32x4.add(x1, key13);
  y1 = i32x4.add(y1, key13);
  x0 = i32x4.add(x0, x1);
  y0 = i32x4.add(y0, y1);
  x1 = v128.xor(rotate(x1, 17), x0);
  y1 = v128.xor(rotate(y1, 17), y0);
  x0 = i32x4.add(x0, x1);
  y0 = i32x4.add(y0, y1);
  x1 = v128.xor(rotate(x1, 29), x0);
  y1 = v128.xor(rotate(y1, 29), y0);
  x0 = i32x4.add(x0, x1);
  y0 = i32x4.add(y0, y1);
  x1 = v128.xor(rotate(x1, 16), x0);
  y1 = v128.xor(rotate(y1, 16), y0);
  x0 = i32x4.add(x0, x1);
  y0 = i32x4.add(y0, y1);
  x1 = v128.xor(rotate(x1, 24), x0);
  y1 = v128.xor(rotate(y1, 24), y0);
  x0 = i32x4.add(x0, key1);
  y0 = i32x4.add(y0, key1);
  x1 = i32x4.add(x1, key24);
  y1 = i32x4.add(y1, key24);
  x0 = i32x4.add(x0, x1);
  y0 = i32x4.add(y0, y1);
  x1 = v128.xor(rotate(x1, 13), x0);
  y1 = v128.xor(rotate(y1, 13), y0);
  x0 = i32x4.add(x0, x1);
  y0 = i32x4.add(y0, y1);
  x1 = v128.xor(rotate(x1, 15), x0);
  y1 = v128.xor(rotate(y1, 15), y0);
  x0 = i32x4.add(x0, x1);
  y0 = i32x4.add(y0, y1);
  x1 = v128.xor(rotate(x1, 26), x0);
  y1 = v128.xor(rotate(y1, 26), y0);
  x0 = i32x4.add(x0, x1);
  y0 = i32x4.add(y0, y1);
  x1 = v128.xor(rotate(x1, 6), x0);
  y1 = v128.xor(rotate(y1, 6), y0);
  x0 = i32x4.add(x0, key2);
  y0 = i32x4.add(y0, key2);
  x1 = i32x4.add(x1, key05);
  y1 = i32x4.add(y1, key05);
  v128.store(out, v128.shuffle<i32>(x0, x1, 0, 4, 1, 5));
  v128.store(out, v128.shuffle<i32>(x0, x1, 2, 6, 3, 7), 16);
  v128.store(out, v128.shuffle<i32>(y0, y1, 0, 4, 1, 5), 32);
  v128.store(out, v128.shuffle<i32>(y0, y1, 2, 6, 3, 7), 48);
}

// @ts-ignore: decorator
@inline
function rotate(x: v128, by: i32): v128 {
  return v128.or(i32x4.shl(x, by), i32x4.shr_u(x, 32 - by));
}

/** Row i of `out`, in doubles from that position on, is count rows[i]; both addresses of the others are in bytes. */
export function gatherCounts(counts: i32, rows: i32, length: i32, out: i32): void {
  let to = at(out);
  const end = <usize>rows + ((<usize>length) << 2);
  for (let row: usize = rows; row < end; row += 4) {
    store<f64>(to, <f64>(<u32>load<u16>(<usize>counts + ((<usize>load<u32>(row)) << 1))));
    to += 8;
  }
}
