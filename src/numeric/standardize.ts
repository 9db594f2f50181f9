/** How columns are shifted and scaled before they are summed, so that sums keep their digits. */
export interface Standardization {
  readonly center: Float64Array;
  readonly scale: Float64Array;
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

/** Coefficients of standardized columns, intercept first, from those of raw ones. */
export function standardizedCoefficients(
  raw: Float64Array,
  { center, scale }: Standardization,
): Float64Array {
  const standardized = Float64Array.from(raw);
  for (let j = 0; j < center.length; j++) {
    standardized[j + 1] = raw[j + 1]! * scale[j]!;
    standardized[0]! += raw[j + 1]! * center[j]!;
  }
  return standardized;
}
