/** Digits of eleven bits, from the lowest. */
const digits = 6;
const radix = 2048;
/** Below this an ordinary sort is as fast. */
const few = 4096;

/** Sorts numbers without NaN in place, ascending: by the digits of their bits where they are many. */
export function sortDoubles(values: Float64Array): Float64Array {
  if (values.length < few) return values.sort();
  let [from, to] = [keysOf(values), new Uint32Array(2 * values.length)];
  const counts = new Uint32Array(radix);
  for (let digit = 0; digit < digits; digit++) {
    const shift = 11 * digit;
    counts.fill(0);
    for (let k = 0; k < from.length; k += 2) counts[digitOf(from[k]!, from[k + 1]!, shift)]!++;
    if (counts[digitOf(from[0]!, from[1]!, shift)] === values.length) continue;
    let sum = 0;
    for (let each = 0; each < radix; each++) {
      const count = counts[each]!;
      counts[each] = sum;
      sum += count;
    }
    for (let k = 0; k < from.length; k += 2) {
      const place = 2 * counts[digitOf(from[k]!, from[k + 1]!, shift)]!++;
      to[place] = from[k]!;
      to[place + 1] = from[k + 1]!;
    }
    [from, to] = [to, from];
  }
  writeKeys(from, values);
  return values;
}

/** Eleven bits of a key from `shift` on; keys are pairs of words, the low one first. */
function digitOf(low: number, high: number, shift: number): number {
  if (shift >= 32) return (high >>> (shift - 32)) & (radix - 1);
  return ((low >>> shift) | (shift > 21 ? high << (32 - shift) : 0)) & (radix - 1);
}

/** Bits that ascend as the numbers do: all flipped where the number is negative, else the sign alone. */
function keysOf(values: Float64Array): Uint32Array<ArrayBuffer> {
  const keys = new Uint32Array(2 * values.length);
  new Float64Array(keys.buffer).set(values);
  for (let k = 0; k < keys.length; k += 2) {
    const negative = keys[k + 1]! >>> 31 === 1;
    keys[k] = negative ? ~keys[k]! : keys[k]!;
    keys[k + 1] = negative ? ~keys[k + 1]! : keys[k + 1]! ^ 0x80000000;
  }
  return keys;
}

function writeKeys(keys: Uint32Array<ArrayBuffer>, values: Float64Array): void {
  for (let k = 0; k < keys.length; k += 2) {
    const positive = keys[k + 1]! >>> 31 === 1;
    keys[k] = positive ? keys[k]! : ~keys[k]!;
    keys[k + 1] = positive ? keys[k + 1]! ^ 0x80000000 : ~keys[k + 1]!;
  }
  values.set(new Float64Array(keys.buffer));
}
