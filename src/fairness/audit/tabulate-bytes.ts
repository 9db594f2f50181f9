/** People in each combination of bytes: `sizes[0] × sizes[1] × …` counts, the last column fastest. */
export interface ByteTable {
  readonly sizes: readonly number[];
  readonly counts: Float64Array;
}

/** So many combinations fit in a byte, so that two people fit in the half of a word. */
const mostCells = 256;
const blockWords = 4096;

/**
 * Counts how often each combination of values occurs in columns of small whole numbers, or nothing where there would be
 * more than 256. Four people are one word: a word times a size plus the next column's word is four cell numbers at once,
 * and one look-up counts two people.
 */
export function tabulateBytes(columns: readonly Uint8Array[]): ByteTable | undefined {
  const start = columns.map((column) => largest(column.subarray(0, blockWords)) + 1);
  return (
    tabulate(columns, start) ??
    tabulate(
      columns,
      columns.map((column) => largest(column) + 1),
    )
  );
}

/** Nothing where a value lies beyond its column's size, or where there are too many combinations. */
function tabulate(columns: readonly Uint8Array[], sizes: readonly number[]): ByteTable | undefined {
  const cells = sizes.reduce((product, size) => product * size, 1);
  if (cells > mostCells || sizes.some((size) => size > 127)) return undefined;
  const people = columns[0]!.length;
  const words = columns.map(asWords);
  const nobody = new Int32Array(words.length % 2 === 0 ? 0 : people >> 2);
  const pairs = new Int32Array(256 * cells);
  const key = new Int32Array(blockWords);
  let beyond = 0;
  for (let from = 0; from < people >> 2; from += blockWords) {
    const count = Math.min(blockWords, (people >> 2) - from);
    key.fill(0);
    for (let j = 0; j < words.length; j += 2) {
      const [left, right] = [words[j]!, words[j + 1] ?? nobody];
      beyond |= appendPair(key, left, right, from, count, sizes[j]!, sizes[j + 1] ?? 1);
    }
    if ((beyond & 0x80808080) !== 0) return undefined;
    countPairs(key, count, pairs);
  }
  const counts = foldPairs(pairs, cells);
  for (let i = people & ~3; i < people; i++) {
    if (columns.some((column, j) => column[i]! >= sizes[j]!)) return undefined;
    counts[columns.reduce((cell, column, j) => cell * sizes[j]! + column[i]!, 0)]!++;
  }
  return { sizes, counts };
}

/**
 * Byte by byte, `key` becomes `(key · leftSize + left) · rightSize + right`. The top bit of a byte of the result says that
 * a value is its column's size or more.
 */
function appendPair(
  key: Int32Array,
  left: Int32Array,
  right: Int32Array,
  from: number,
  count: number,
  leftSize: number,
  rightSize: number,
): number {
  const leftLift = Math.imul(128 - leftSize, 0x01010101);
  const rightLift = Math.imul(128 - rightSize, 0x01010101);
  let beyond = 0;
  for (let i = 0; i < count; i++) {
    const one = left[from + i]!;
    const two = right[from + i]!;
    beyond |= one | (one + leftLift) | two | (two + rightLift);
    key[i] = Math.imul(Math.imul(key[i]!, leftSize) + one, rightSize) + two;
  }
  return beyond;
}

function countPairs(key: Int32Array, count: number, pairs: Int32Array): void {
  for (let i = 0; i < count; i++) {
    const four = key[i]!;
    pairs[four & 0xffff]!++;
    pairs[four >>> 16]!++;
  }
}

function foldPairs(pairs: Int32Array, cells: number): Float64Array {
  const counts = new Float64Array(cells);
  for (let high = 0; high < cells; high++) {
    for (let low = 0; low < cells; low++) {
      const found = pairs[256 * high + low]!;
      counts[high]! += found;
      counts[low]! += found;
    }
  }
  return counts;
}

function asWords(column: Uint8Array): Int32Array {
  const aligned = column.byteOffset % 4 === 0 ? column : column.slice();
  return new Int32Array(aligned.buffer, aligned.byteOffset, aligned.length >> 2);
}

function largest(column: Uint8Array): number {
  let most = 0;
  for (let i = 0; i < column.length; i++) if (column[i]! > most) most = column[i]!;
  return most;
}
