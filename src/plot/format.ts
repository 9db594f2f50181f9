const minus = "−";

/** A number with thousands grouped and exactly `digits` decimals: `1234.5` as `1,234.50`. */
export function formatFixed(value: number, digits: number): string {
  if (Number.isNaN(value)) return "undefined";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${minus}∞`;
  const [whole, fraction] = Math.abs(value).toFixed(digits).split(".") as [string, string?];
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return value < 0 && /[1-9]/.test(text) ? minus + text : text;
}

/** Like {@link formatFixed}, with a whole number shown whole. */
export function formatNumber(value: number, digits = 3): string {
  return formatFixed(value, Number.isInteger(value) ? 0 : digits);
}

/** A number to about three significant digits. */
export function formatCompact(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) || !Number.isFinite(size)) return formatFixed(value, 0);
  if (size < 1e-4) return `${value < 0 ? minus : ""}${size.toExponential(2).replace("e-", `e${minus}`)}`;
  return formatFixed(value, decimalsFor(size));
}

/** How many decimals show three significant digits of a number of this size. */
export function decimalsFor(size: number): number {
  if (!(size > 0) || !Number.isFinite(size)) return 2;
  return Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(size))));
}

/** A number with its sign, as differences are written. */
export function formatSigned(value: number, digits = 3): string {
  const text = formatFixed(value, digits);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** `0.1234` as `12.3%`. */
export function formatPercent(fraction: number, digits = 1): string {
  return Number.isNaN(fraction) ? "undefined" : `${formatFixed(100 * fraction, digits)}%`;
}

/** A p-value as journals print it. */
export function formatPValue(p: number): string {
  if (Number.isNaN(p)) return "undefined";
  if (p < 0.001) return "<0.001";
  return p.toFixed(p < 0.1 ? 3 : 2);
}
