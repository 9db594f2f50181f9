import { readFileSync } from "node:fs";
import { type ColumnTable, table } from "arquero";

interface Fixture {
  readonly data: Readonly<Record<string, readonly number[]>>;
  readonly expected: Readonly<Record<string, never>>;
}

const file = new URL("../fixtures/causal/m-estimation.json", import.meta.url);
export const fixture = JSON.parse(readFileSync(file, "utf8")) as Fixture;

/** The fixture's rows, with `y` missing where it was not seen. */
export function rows({ censored = false } = {}): ColumnTable {
  const { data } = fixture;
  const y = data.y!.map((value, i) => (censored && data.seen![i] === 0 ? null : value));
  return table({ ...data, y } as never);
}

export interface ExpectedEffect {
  readonly value: number;
  readonly error: number;
  readonly means: readonly [number, number];
  readonly errors: readonly [number, number];
}

export function expected<T = ExpectedEffect>(name: string): T {
  const found = fixture.expected[name];
  if (!found) throw new Error(`the fixture has no "${name}"`);
  return found;
}
