/** How columns are shifted and scaled before they are summed, so that sums keep their digits. */
export interface Standardization {
  readonly center: Float64Array;
  readonly scale: Float64Array;
}

/** Weighted means and standard deviations of the columns; a constant column keeps the scale 1. */
export function standardize(
  columns: readonly Float64Array[],
  rows: number,
  weights?: Float64Array,
): Standardization {
  const center = new Float64Array(columns.length);
  const scale = new Float64Array(columns.length);
  let total = 0;
  for (let i = 0; i < rows; i++) total += weights ? weights[i]! : 1;
  columns.forEach((column, j) => {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += (weights ? weights[i]! : 1) * column[i]!;
    const mean = sum / total;
    let square = 0;
    for (let i = 0; i < rows; i++) square += (weights ? weights[i]! : 1) * (column[i]! - mean) ** 2;
    const deviation = Math.sqrt(square / total);
    center[j] = mean;
    scale[j] = deviation > 1e-13 * Math.abs(mean) ? deviation : 1;
  });
  return { center, scale };
}

/** Leaves columns as they are. */
export function unstandardized(columns: number): Standardization {
  return { center: new Float64Array(columns), scale: new Float64Array(columns).fill(1) };
}

/** Coefficients of raw columns, intercept first, from those of standardized ones. */
export function rawCoefficients(
  standardized: Float64Array,
  { center, scale }: Standardization,
): Float64Array {
  const raw = Float64Array.from(standardized);
  for (let j = 0; j < center.length; j++) {
    raw[j + 1] = standardized[j + 1]! / scale[j]!;
    raw[0]! -= raw[j + 1]! * center[j]!;
  }
  return raw;
}

/** The gradient with respect to standardized coefficients, from that with respect to raw ones. */
export function standardizedGradient(raw: Float64Array, { center, scale }: Standardization): Float64Array {
  const gradient = Float64Array.from(raw);
  for (let j = 0; j < center.length; j++) gradient[j + 1] = (raw[j + 1]! - raw[0]! * center[j]!) / scale[j]!;
  return gradient;
}
