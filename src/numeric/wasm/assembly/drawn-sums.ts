// Sums of columns in which each unit counts as often as it was drawn. Units go by twos, counts of up to 3 each by a table
// of what the sixteen pairs of counts add; a unit that was drawn more often adds its own line again.
import { at } from "./memory";

/** out[i] = counts[rows[i]], of 16 bits; `rows` holds 32. Addresses are in bytes. */
export function reorderCounts(counts: usize, rows: usize, length: i32, out: usize): void {
  const end = rows + ((<usize>length) << 2);
  for (let row = rows; row < end; row += 4) {
    store<u16>(out, load<u16>(counts + ((<usize>load<u32>(row)) << 1)));
    out += 2;
  }
}

/**
 * Lists, in 16 bits each, the lines of the tables that a replicate's counts take: for each piece of `piece` units, a
 * multiple of 16, those of its twos and then those of units drawn more than 3 times. Where each piece's list begins goes to
 * `starts`, and at last where the whole ends; returns that. `counts` are 0 up to a multiple of 16 units. All are in bytes.
 */
export function listLines(counts: usize, units: i32, piece: i32, lists: usize, starts: usize): usize {
  const three = i16x8.splat(3);
  let to = lists;
  for (let start = 0; start < units; start += piece) {
    store<u32>(starts, <u32>to);
    starts += 4;
    const length = min(piece, (units - start + 15) & ~15);
    let more = to + length;
    let lines = i16x8(0, 16, 32, 48, 64, 80, 96, 112);
    for (let i = 0; i < length; i += 16) {
      const first = v128.load(counts);
      const second = v128.load(counts, 16);
      counts += 32;
      const bytes = i8x16.narrow_i16x8_u(i16x8.min_u(first, three), i16x8.min_u(second, three));
      const pairs = v128.and(v128.or(bytes, i16x8.shr_u(bytes, 6)), i16x8.splat(15));
      v128.store(to, i16x8.add(pairs, lines));
      to += 16;
      const above = i8x16.narrow_i16x8_s(i16x8.gt_u(first, three), i16x8.gt_u(second, three));
      for (let mask = i8x16.bitmask(above); mask; mask &= mask - 1) {
        const unit = ctz(mask);
        const line = ((i + unit) >> 1 << 4) + (unit & 1 ? 4 : 1);
        for (let count: i32 = load<u16>(counts - 32 + (<usize>unit << 1)); count > 3; count--) {
          store<u16>(more, <u16>line);
          more += 2;
        }
      }
      lines = i16x8.add(lines, i16x8.splat(128));
    }
    to = more;
  }
  store<u32>(starts, <u32>to);
  return to;
}

/**
 * A table of 8 doubles a line: line 16·g + p + 4·q is p times unit 2g and q times unit 2g + 1 of the columns of x, which are
 * `stride` doubles apart.
 */
export function tabulateLines(x: i32, stride: i32, units: i32, table: i32): void {
  const step = at(stride);
  for (let j = 0; j < 8; j += 2) {
    let left = at(x + j * stride);
    let to = at(table + j);
    for (let i = 0; i < units; i += 2) {
      const a = v128.load(left);
      const b = v128.load(left + step);
      left += 16;
      const one = v128.shuffle<i64>(a, b, 0, 2);
      const other = v128.shuffle<i64>(a, b, 1, 3);
      const two = f64x2.add(one, one);
      const three = f64x2.add(two, one);
      let sum = f64x2.splat(0);
      for (let q = 0; q < 4; q++) {
        v128.store(to, sum);
        v128.store(to, f64x2.add(one, sum), 64);
        v128.store(to, f64x2.add(two, sum), 128);
        v128.store(to, f64x2.add(three, sum), 192);
        to += 256;
        sum = f64x2.add(sum, other);
      }
    }
  }
}

/**
 * Adds to 8 sums of each of `count` replicates, `outStride` doubles apart, the listed lines of the table: those from the
 * address at `starts` to the one behind it, which are `startStride` bytes from those of the next replicate.
 */
export function addLines(table: i32, starts: usize, startStride: i32, count: i32, out: i32, outStride: i32): void {
  let to = at(out);
  for (let r = 0; r < count; r++) {
    addListed(at(table), load<u32>(starts), load<u32>(starts, 4), to);
    starts += startStride;
    to += at(outStride);
  }
}

// Sixteen columns at once would leave too few registers.
function addListed(table: usize, list: usize, end: usize, out: usize): void {
  let s0 = v128.load(out);
  let s1 = v128.load(out, 16);
  let s2 = v128.load(out, 32);
  let s3 = v128.load(out, 48);
  for (; list < end; list += 2) {
    const line = table + ((<usize>load<u16>(list)) << 6);
    s0 = f64x2.add(s0, v128.load(line));
    s1 = f64x2.add(s1, v128.load(line, 16));
    s2 = f64x2.add(s2, v128.load(line, 32));
    s3 = f64x2.add(s3, v128.load(line, 48));
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
  v128.store(out, s2, 32);
  v128.store(out, s3, 48);
}
