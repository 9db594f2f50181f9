/** The sum of influence values; undefined where one part is. */
export function addAll(parts: readonly (Float64Array | undefined)[]): Float64Array | undefined {
  if (parts.some((part) => part === undefined)) return undefined;
  return parts[0]!.map((_, i) => parts.reduce((sum, part) => sum + part![i]!, 0));
}
