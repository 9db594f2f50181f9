import { readFileSync } from "node:fs";
import { table as asTable } from "arquero";
import {
  modifiedPolicyIteration,
  policyIteration,
  policyValue,
  type TabularModel,
  tabularModel,
  tabularPolicy,
  uniformPolicy,
  valueIteration,
} from "txlab/rl";
import { describe, expect, it } from "vitest";

interface Solved {
  readonly value: number;
  readonly length: number;
  readonly values: number[];
}
const file = new URL("../../fixtures/rl/icu-model.json", import.meta.url);
type Named = "random" | "randomAdmissible" | "expert" | "optimal" | "expertDiscounted" | "optimalDiscounted";
const numpy = JSON.parse(readFileSync(file, "utf8")) as Record<Named, Solved> & {
  readonly admissible: number;
};

// The shape of ICU-Sepsis (Choudhary et al. 2024): 716 states, 25 actions, few of them admissible, +1 on arrival at
// survival, no discount. The arrays are those of tests/fixtures/rl/icu_model.py, where NumPy solved them.
const [S, A, death, survival, end] = [716, 25, 713, 714, 715];

function arrays(): {
  nested: Float64Array<ArrayBuffer>[][];
  admissible: number[][];
  start: Float64Array;
  expert: Float64Array[];
} {
  let seed = 20240607;
  const draw = (n: number): number => {
    seed = (Math.imul(1664525, seed) + 1013904223) >>> 0;
    return (seed >>> 8) % n;
  };
  const nested = Array.from({ length: S }, () => Array.from({ length: A }, () => new Float64Array(S)));
  const admissible: number[][] = [];
  const scale = (row: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> => {
    const total = row.reduce((a, b) => a + b);
    return row.map((x) => x / total);
  };
  for (let s = 0; s < death; s++) {
    const count = 1 + draw(6);
    const chosen = [...new Set(Array.from({ length: count }, () => draw(A)))].sort((a, b) => a - b);
    admissible.push(chosen);
    for (const a of chosen) {
      const row = nested[s]![a]!;
      for (let k = 0; k < 12; k++) row[draw(death)]! += 1 + draw(20);
      row[death]! += draw(8);
      row[survival]! += 2 + draw(30);
      nested[s]![a] = scale(row);
    }
  }
  for (const s of [death, survival, end]) {
    admissible.push(Array.from({ length: A }, (_, a) => a));
    for (const row of nested[s]!) row[end] = 1;
  }
  const start = scale(Float64Array.from({ length: S }, (_, s) => (s < death ? draw(10) : 0)));
  const expert = admissible.map((chosen) => {
    const row = new Float64Array(A);
    for (const a of chosen) row[a] = 1 + draw(9);
    return scale(row);
  });
  return { nested, admissible, start, expert };
}

const { nested, admissible, start, expert } = arrays();
const rewards = Float64Array.from({ length: S }, (_, s) => Number(s === survival));
const base = { states: S, actions: A, rewards, rewardOn: "arrival", start, admissible } as const;
const ended = { ...base, terminal: [death, survival, end] };
const masked = tabularModel({ ...ended, transitions: nested });
const averaged = tabularModel({ ...ended, transitions: nested, inadmissible: "mean" });
const carers = tabularPolicy({ name: "expert", stateCount: S, actionCount: A, table: expert });
const steps = (model: TabularModel): TabularModel => ({ ...model, reward: model.reward.map(() => 1) });

const agrees = (found: { value: number; values: Float64Array }, by: { value: number; values: number[] }) => {
  expect(found.value).toBeCloseTo(by.value, 9);
  by.values.forEach((v, k) => {
    expect(found.values[[0, 100, 712][k]!]).toBeCloseTo(v, 9);
  });
};

describe("a published tabular ICU model from its arrays", () => {
  it("gives random, expert and optimal policies NumPy's values without discount", () => {
    agrees(policyValue(averaged, uniformPolicy(A), { discount: 1 }), numpy.random);
    agrees(policyValue(masked, uniformPolicy(masked), { discount: 1 }), numpy.randomAdmissible);
    agrees(policyValue(masked, carers, { discount: 1 }), numpy.expert);
    for (const solve of [valueIteration, policyIteration, modifiedPolicyIteration]) {
      agrees(solve(masked, { discount: 1 }), numpy.optimal);
    }
  });

  it("gives them NumPy's values with discount", () => {
    agrees(policyValue(masked, carers, { discount: 0.97 }), numpy.expertDiscounted);
    agrees(valueIteration(masked, { discount: 0.97 }), numpy.optimalDiscounted);
  });

  it("gives NumPy's expected lengths of episodes, as values of a reward of 1", () => {
    const best = valueIteration(masked, { discount: 1 }).policy;
    const length = (policy: typeof carers): number =>
      policyValue(steps(masked), policy, { discount: 1 }).value;
    expect(length(carers)).toBeCloseTo(numpy.expert.length, 8);
    expect(length(best)).toBeCloseTo(numpy.optimal.length, 8);
  });

  it("needs no terminal states where absorbing states earn nothing", () => {
    const once = Array.from({ length: S }, (_, s) =>
      Array.from({ length: A }, (_, a) => (s < death ? (nested[s]![a]![survival] ?? 0) : 0)),
    );
    const model = tabularModel({ ...base, rewards: once, rewardOn: undefined, transitions: nested } as never);
    expect(valueIteration(model, { discount: 1 }).value).toBeCloseTo(numpy.optimal.value, 9);
  });

  it("is the same model from every form in which such arrays come", () => {
    const byAction = Array.from({ length: A }, (_, a) => nested.map((rows) => rows[a]!));
    const table = nested.flat();
    const flat = new Float64Array(S * A * S);
    table.forEach((row, k) => {
      flat.set(row, k * S);
    });
    const csr = (rows: readonly Float64Array[]) => {
      const [indptr, indices, data] = [[0], [] as number[], [] as number[]];
      for (const row of rows) {
        row.forEach((p, next) => {
          if (p > 0) {
            indices.push(next);
            data.push(p);
          }
        });
        indptr.push(data.length);
      }
      return { indptr, indices, data };
    };
    const columns = {
      state: [] as number[],
      action: [] as number[],
      next: [] as number[],
      probability: [] as number[],
    };
    table.forEach((row, k) => {
      row.forEach((p, next) => {
        if (p === 0) return;
        columns.state.push(Math.floor(k / A));
        columns.action.push(k % A);
        columns.next.push(next);
        columns.probability.push(p);
      });
    });
    const long = columns.state.map((s, j) => [
      ...[s, columns.action[j]!, columns.next[j]!, columns.probability[j]!, rewards[columns.next[j]!]!],
    ]);
    const arquero = asTable(columns);
    const forms = {
      ...{ byAction, table, flat, csr: csr(table), each: byAction.map(csr), columns, arquero },
      ...{ long, short: long.map((row) => row.slice(0, 4)) },
    };
    for (const transitions of Object.values(forms)) {
      const model = tabularModel({ ...ended, transitions });
      for (const name of ["offsets", "next", "probability", "reward"] as const) {
        expect(Buffer.from(model[name].buffer).equals(Buffer.from(masked[name].buffer))).toBe(true);
      }
    }
  });

  it("is the same model from files of a single row, and from numbers of half the digits", () => {
    const [row, first] = [[rewards] as never, [start]];
    const rows = tabularModel({ ...ended, transitions: nested, rewards: row, start: first });
    expect(valueIteration(rows, { discount: 1 }).value).toBe(valueIteration(masked, { discount: 1 }).value);
    const half = Float32Array.from(nested.flatMap((each) => each.flatMap((p) => Array.from(p))));
    const rounded = tabularModel({ ...ended, transitions: half, start: Float32Array.from(start) });
    expect(valueIteration(rounded, { discount: 1 }).value).toBeCloseTo(numpy.optimal.value, 6);
  });

  it("says what a long table lacks, where numbers begin, and which policy never ends", () => {
    const one = { s: 0, a: 0, next: 1, p: 1 };
    const long =
      (transitions: never): (() => TabularModel) =>
      () =>
        tabularModel({ ...ended, transitions });
    expect(long([one] as never)).toThrow(
      /transitions\[0\] must have state, action, next, probability and may have reward; it had s, a, next, p/,
    );
    expect(long({ s: [0], p: [1] } as never)).toThrow(/transitions must have state, .* it had s, p/);
    expect(long(asTable({ state: [0], action: [0], nextState: [1], p: [1] }) as never)).toThrow(
      /the table of transitions must have state, .* it had state, action, nextState, p/,
    );
    expect(long([[0, 0, 716, 1]] as never)).toThrow(
      /transitions\[0\]\[2\], a next state, must be one of 0 … 715; it was 716. States and actions are numbered from 0/,
    );
    const open = tabularModel({ ...base, transitions: nested });
    const ends = tabularPolicy({
      ...{ name: "expert", stateCount: S, actionCount: A },
      table: expert.map((each, s) => (s < death ? each : new Float64Array(A))),
    });
    expect(() => policyValue(open, ends, { discount: 1 })).toThrow(
      /expert has no action in state 713, which is not terminal. If the episode ends there, list it under terminal/,
    );
    expect(policyValue(masked, ends, { discount: 1 }).value).toBeCloseTo(numpy.expert.value, 9);
  });

  it("takes the mask for granted, or finds it in rows of zeros if told to", () => {
    expect(masked.allowed!.reduce((a, b) => a + b)).toBe(numpy.admissible);
    const { admissible: _, ...open } = ended;
    expect(() => tabularModel({ ...open, transitions: nested })).toThrow(
      /after action \d+ in state 0 add up to 0, not 1: it has no outcome.*zeroRows: "notAllowed"/,
    );
    const found = tabularModel({ ...open, transitions: nested, zeroRows: "notAllowed" });
    expect(found.allowed!.slice(0, death * A)).toEqual(masked.allowed!.slice(0, death * A));
    expect(valueIteration(found, { discount: 1 }).value).toBeCloseTo(numpy.optimal.value, 9);
  });

  it("refuses rounded rows by state and action unless the tolerance allows them, and then scales them", () => {
    const rounded = nested.map((rows) => rows.map((row) => row.map((p) => Math.round(p * 1e4) / 1e4)));
    expect(() => tabularModel({ ...ended, transitions: rounded })).toThrow(
      /after action \d+ in state \d+ add up to [01]\.\d+, not 1 \(to 0.000001\).*raise tolerance/,
    );
    const model = tabularModel({ ...ended, transitions: rounded, tolerance: 2e-3 });
    expect(String(model)).toMatch(/rows scaled to 1, from which they were up to/);
    expect(policyValue(model, carers, { discount: 1 }).value).toBeCloseTo(numpy.expert.value, 3);
  });
});
