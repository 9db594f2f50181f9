import { threefry } from "./counting";

/** Counters whose words are made at a time, in fours, and the bytes of these words. */
const quads: i32 = 16;
const buffer: usize = 512;
/** The high word of the counters that derive the keys of numbered parts. */
const splitting: i32 = <i32>0x80000001;

/**
 * How often each of `units` units is drawn when as many are drawn with replacement: 16 bits a unit at `counts`, up to a
 * multiple of 16 units, by part number `part` of the stream that has the key (k0, k1). Addresses are in bytes. `table` holds five bounds of bytes, less 129 each, and from byte 16 on the
 * sixteen bounds of words; `words` is scratch of 1024. The method is in numeric/multinomial.ts.
 */
export function drawUnits(
  k0: i32,
  k1: i32,
  part: i32,
  units: i32,
  table: usize,
  words: usize,
  counts: usize,
): void {
  const bulk = words + buffer;
  threefry(k0, k1, part, splitting, 1, bulk);
  const own0 = load<i32>(bulk);
  const own1 = load<i32>(bulk, 4);
  threefry(own0, own1, 0, 0, quads, bulk);
  key0 = load<i32>(bulk);
  key1 = load<i32>(bulk, 4);
  counter = 0;
  next = buffer;
  let word = bulk + 16;
  let drawn = 4 * quads;
  let left: i32 = -1;
  while (left < 0) {
    left = units;
    let sums = i32x4.splat(0);
    for (let i = 0; i < units; i += 16) {
      if (word == bulk + buffer) {
        threefry(own0, own1, drawn, 0, quads, bulk);
        drawn += 4 * quads;
        word = bulk;
      }
      const codes = v128.load(word);
      word += 16;
      let found = i8x16.neg(i8x16.gt_s(codes, v128.load8_splat(table)));
      found = i8x16.sub(found, i8x16.gt_s(codes, v128.load8_splat(table, 1)));
      found = i8x16.sub(found, i8x16.gt_s(codes, v128.load8_splat(table, 2)));
      found = i8x16.sub(found, i8x16.gt_s(codes, v128.load8_splat(table, 3)));
      const escaped = i8x16.gt_s(codes, v128.load8_splat(table, 4));
      found = v128.andnot(found, escaped);
      let rare = i8x16.bitmask(escaped);
      if (units - i < 16) {
        rare &= (1 << (units - i)) - 1;
        const own = i8x16.gt_s(i8x16.splat(<i8>(units - i)), i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
        found = v128.and(found, own);
      }
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(found)));
      const to = counts + (<usize>i << 1);
      v128.store(to, i16x8.extend_low_i8x16_u(found));
      v128.store(to, i16x8.extend_high_i8x16_u(found), 16);
      for (; rare; rare &= rare - 1) {
        const count = rank(moreBits(words), table + 16);
        store<u16>(to + (<usize>ctz(rare) << 1), <u16>count);
        left -= count;
      }
    }
    left -= i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1);
    left -= i32x4.extract_lane(sums, 2) + i32x4.extract_lane(sums, 3);
  }
  const refused = <u32>(<u64>0x100000000 % <u64>units);
  while (left > 0) {
    const bits = moreBits(words);
    if (bits > 0xffffffff - refused) continue;
    const count = counts + (<usize>(bits % <u32>units) << 1);
    store<u16>(count, load<u16>(count) + 1);
    left--;
  }
}

/** The second stream of the draw that is under way. */
let key0: i32 = 0;
let key1: i32 = 0;
let counter: i32 = 0;
let next: usize = 0;

function moreBits(words: usize): u32 {
  if (next == buffer) {
    threefry(key0, key1, counter, 0, quads, words);
    counter += 4 * quads;
    next = 0;
  }
  const bits = load<u32>(words + next);
  next += 4;
  return bits;
}

function rank(bits: u32, bounds: usize): i32 {
  let count: i32 = 0;
  while (count < 16 && bits >= load<u32>(bounds + (<usize>count << 2))) count++;
  return count;
}
