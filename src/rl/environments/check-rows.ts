import { DataError } from "../../errors.js";
import type { SparseOutcomes } from "./gather-outcomes.js";

/** What the rows of a model are checked by. */
export interface PairTables extends SparseOutcomes {
  readonly states: number;
  readonly actions: number;
  readonly terminal: Uint8Array;
  readonly allowed?: Uint8Array | undefined;
}

/**
 * Scales each row of probabilities that is off by rounding, and refuses the others by state and action. Rows of actions
 * that are not allowed may hold anything.
 */
export function rescaleRows(
  tables: PairTables,
  rules: { readonly tolerance: number; readonly zeroRows: "refuse" | "notAllowed" },
): { model: PairTables; furthest: number } {
  const { states, actions, offsets, terminal } = tables;
  const probability = Float64Array.from(tables.probability);
  let allowed = tables.allowed;
  let furthest = 0;
  for (let s = 0; s < states; s++) {
    if (terminal[s]) continue;
    let some = false;
    for (let a = 0; a < actions; a++) {
      const pair = s * actions + a;
      if (allowed?.[pair] === 0) continue;
      const row = probability.subarray(offsets[pair]!, offsets[pair + 1]!);
      let total = 0;
      for (const p of row) total += p;
      if (row.length === 0 && rules.zeroRows === "notAllowed") {
        allowed = allowed === tables.allowed ? copyOrFull(allowed, states * actions) : allowed;
        allowed![pair] = 0;
        continue;
      }
      some = true;
      const off = Math.abs(total - 1);
      if (!(off <= rules.tolerance)) refuse(s, a, total, row.length, rules.tolerance);
      furthest = Math.max(furthest, off);
      if (off > 1e-9) for (let k = 0; k < row.length; k++) row[k]! /= total;
    }
    if (!some) {
      throw new DataError(
        `state ${s} is not terminal and allows no action; list it under terminal, or allow an action there.`,
      );
    }
  }
  return { model: { ...tables, probability, allowed }, furthest };
}

function copyOrFull(allowed: Uint8Array | undefined, size: number): Uint8Array {
  return allowed ? allowed.slice() : new Uint8Array(size).fill(1);
}

function refuse(state: number, action: number, total: number, outcomes: number, tolerance: number): never {
  const where = `the probabilities after action ${action} in state ${state} add up to ${total}, not 1`;
  throw new DataError(
    outcomes === 0
      ? `${where}: it has no outcome. List the state under terminal, mark the action as not allowed, or say zeroRows: "notAllowed".`
      : `${where} (to ${tolerance}). Correct them; if they are rounded, raise tolerance, and they are scaled to 1.`,
  );
}

/**
 * Gives actions that are not allowed the outcomes of the state's allowed ones, each with an equal share; then all are
 * allowed. A next state's reward is the mean of theirs, weighted by its probability.
 */
export function averageInadmissible(tables: PairTables): PairTables {
  const { states, actions, offsets, allowed, terminal } = tables;
  if (!allowed) return tables;
  const [next, probability, reward]: [number[], number[], number[]] = [[], [], []];
  const to = new Int32Array(states * actions + 1);
  for (let s = 0; s < states; s++) {
    const mean = terminal[s] ? [] : meanRow(tables, s);
    for (let pair = s * actions; pair < (s + 1) * actions; pair++) {
      if (terminal[s] || allowed[pair]) {
        for (let at = offsets[pair]!; at < offsets[pair + 1]!; at++) {
          next.push(tables.next[at]!);
          probability.push(tables.probability[at]!);
          reward.push(tables.reward[at]!);
        }
      } else {
        for (const [state, p, r] of mean) {
          next.push(state);
          probability.push(p);
          reward.push(r);
        }
      }
      to[pair + 1] = next.length;
    }
  }
  return {
    ...tables,
    offsets: to,
    next: Int32Array.from(next),
    probability: Float64Array.from(probability),
    reward: Float64Array.from(reward),
    allowed: undefined,
  };
}

function meanRow(tables: PairTables, s: number): [next: number, probability: number, reward: number][] {
  const { actions, offsets, allowed } = tables;
  const able: number[] = [];
  for (let pair = s * actions; pair < (s + 1) * actions; pair++) if (allowed![pair]) able.push(pair);
  const sums = new Map<number, { p: number; r: number }>();
  for (const pair of able) {
    for (let at = offsets[pair]!; at < offsets[pair + 1]!; at++) {
      const sum = sums.get(tables.next[at]!) ?? { p: 0, r: 0 };
      sum.p += tables.probability[at]! / able.length;
      sum.r += (tables.probability[at]! * tables.reward[at]!) / able.length;
      sums.set(tables.next[at]!, sum);
    }
  }
  return [...sums].sort(([a], [b]) => a - b).map(([state, { p, r }]) => [state, p, r / p]);
}
