import { threefry } from "./counting";
import { at } from "./memory";

/** Counters whose words are made at a time, in fours. */
const quads: i32 = 16;

/**
 * Draws `units` units with replacement, each equally likely, by the words of Threefry-2x32-20 under the key (k0, k1)
 * from counter 0 on, and counts how often each was drawn: 16 bits a unit at `counts`, which are added to. A word w
 * draws unit floor(w · units / 2³²) unless the remainder is below `biased`, which is 2³² mod units (Lemire 2019).
 * Addresses are in bytes; `words` is scratch of 512.
 */
export function drawUnits(k0: i32, k1: i32, units: i32, biased: i32, words: i32, counts: i32): void {
  let left = units;
  for (let counter = 0; left > 0; counter += 4 * quads) {
    threefry(k0, k1, counter, 0, quads, words);
    const end = <usize>words + 32 * quads;
    let word: usize = words;
    for (; word < end && left >= 4; word += 16) {
      left -= draw(load<u32>(word), units, biased, counts) + draw(load<u32>(word, 4), units, biased, counts);
      left -= draw(load<u32>(word, 8), units, biased, counts) + draw(load<u32>(word, 12), units, biased, counts);
    }
    for (; word < end && left > 0; word += 4) left -= draw(load<u32>(word), units, biased, counts);
  }
}

/** 1 where the word draws a unit, which is counted. */
// @ts-ignore: decorator
@inline
function draw(word: u32, units: i32, biased: i32, counts: i32): i32 {
  const scaled = <u64>word * <u64>(<u32>units);
  if (<u32>scaled < <u32>biased) return 0;
  const count = <usize>counts + ((<usize>(scaled >> 32)) << 1);
  store<u16>(count, load<u16>(count) + 1);
  return 1;
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
