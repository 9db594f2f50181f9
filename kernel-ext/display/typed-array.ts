import type { Bundle } from "./bundle.js";
import { numberText } from "./html.js";

type Numbers = Float64Array | Float32Array | Int32Array | Uint8Array;

const shown = 12;

/** A typed array: how many, the first of them, and where they lie. */
export function typedArrayBundle(value: unknown): Bundle | undefined {
  if (!ArrayBuffer.isView(value) || value instanceof DataView) return undefined;
  const name = Object.getPrototypeOf(value)?.constructor?.name ?? "TypedArray";
  const array = value as unknown as ArrayLike<number | bigint>;
  const first = Array.from({ length: Math.min(shown, array.length) }, (_, at) => textOf(array[at]!));
  const rest = array.length > shown ? ", …" : "";
  const head = `${name}(${array.length.toLocaleString("en")}) [${first.join(", ")}${rest}]`;
  const summary =
    array.length > shown && typeof array[0] === "number" ? `\n${summaryOf(value as unknown as Numbers)}` : "";
  return { "text/plain": head + summary };
}

const textOf = (value: number | bigint): string =>
  typeof value === "bigint" ? `${value}n` : numberText(value);

function summaryOf(values: Numbers): string {
  let count = 0;
  let sum = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (Number.isNaN(value)) continue;
    count++;
    sum += value;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const missing = values.length - count;
  const gaps = missing > 0 ? ` · ${missing.toLocaleString("en")} NaN` : "";
  if (count === 0) return `all ${missing.toLocaleString("en")} NaN`;
  return `least ${numberText(least)} · mean ${numberText(sum / count)} · most ${numberText(most)}${gaps}`;
}
